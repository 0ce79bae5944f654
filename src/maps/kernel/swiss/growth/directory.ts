import { Account, mapAllocate, mapRelease } from '../../core/accounts';
import { GrowthKind } from '../../core/growth-kind';
import { MapHandle } from '../../core/map-handle';
import { End } from '../../memory/extents';
import { Purpose } from '../../memory/purpose';
import { chargedBytes } from '../../memory/size-class';
import { stepFinished, stepStarted } from './growth-steps';
import { SwissMap, Table } from '../swiss-map';

/** Charged bytes of a directory. */
export function directoryCost(length: u64): u64 {
  return chargedBytes((<usize>length) << 3, true);
}

/** A directory without tables; 0 when the space is used up. */
export function newDirectory(m: MapHandle, length: u64, purpose: Purpose): usize {
  return mapAllocate(m, (<usize>length) << 3, true, Account.Headers, purpose, End.Low);
}

export function releaseDirectory(m: MapHandle, directory: usize, length: u64): void {
  mapRelease(m, directory, (<usize>length) << 3, true, Account.Headers);
}

/** Makes a directory that is in place the map's own. */
export function adoptDirectory(map: SwissMap, directory: usize, depth: u8): void {
  map.dirPtr = directory;
  map.dirLen = (<u64>1) << (<u64>depth);
  map.globalDepth = depth;
  map.globalShift = 64 - depth;
}

/** Points a run of entries to a table. */
export function fillDirectory(map: SwissMap, table: Table, count: u64): void {
  const first = map.dirPtr + ((<usize>table.index) << 3);
  for (let i: usize = 0; i < <usize>count; i++)
    store<u64>(first + (i << 3), changetype<usize>(table));
}

/** Doubles the directory into `directory`: entry i becomes 2i and 2i+1, and so do the indices. */
export function doubleDirectory(m: MapHandle, map: SwissMap, directory: usize): void {
  const old = map.dirPtr;
  const length = map.dirLen;
  const before = m.held() - directoryCost(2 * length);
  const event = stepStarted(m, GrowthKind.DirectoryDoubling, length, 2 * length, before);
  for (let i: u64 = 0; i < length; i++) {
    const table = map.table(i);
    const pair = directory + ((<usize>i) << 4);
    store<u64>(pair, changetype<usize>(table));
    store<u64>(pair, changetype<usize>(table), 8);
    if (table.index == i) table.index = 2 * i;
  }
  adoptDirectory(map, directory, map.globalDepth + 1);
  releaseDirectory(m, old, length);
  stepFinished(m, event);
}
