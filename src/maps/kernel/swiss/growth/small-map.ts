import { Account, mapCanCharge, mapRelease } from '../../core/accounts';
import { GrowthKind } from '../../core/growth-kind';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { Purpose } from '../../memory/purpose';
import { chargedBytes } from '../../memory/size-class';
import { SwissCounters } from '../counters';
import { adoptDirectory, directoryCost, newDirectory, releaseDirectory } from './directory';
import { stepBegins, stepFinished, stepStarted } from './growth-steps';
import { MoveEntry } from './move-entry';
import { SlotKind } from '../slot-kind';
import { FIRST_TABLE, Group, SwissMap } from '../swiss-map';
import { newGroups, newTable, tableCost } from './table';

/** The single group of a small map, at its first write. */
export function firstGroup(m: MapHandle, map: SwissMap): bool {
  const type = m.type;
  const bytes: u64 = chargedBytes(type.groupSize, type.scan);
  if (!mapCanCharge(m, bytes, Purpose.Entry)) return false;
  map.dirPtr = newGroups(m, SLOTS, Purpose.Entry);
  if (map.dirPtr == 0) return false;
  SwissCounters.of(m).slots = SLOTS;
  return true;
}

/** Moves a full small map into its first table. False when refused; the map is then as it was. */
export function growToTable(m: MapHandle, map: SwissMap): bool {
  const type = m.type;
  const cost = tableCost(type, FIRST_TABLE) + directoryCost(1);
  if (!mapCanCharge(m, cost, Purpose.Growth)) return false;
  const before = stepBegins(m);
  const directory = newDirectory(m, 1, Purpose.Growth);
  if (directory == 0) return false;
  const table = newTable(m, FIRST_TABLE, 0, 0);
  if (table === null) {
    releaseDirectory(m, directory, 1);
    return false;
  }
  const event = stepStarted(m, GrowthKind.TableGrowth, SLOTS, FIRST_TABLE, before);
  const group = map.dirPtr;
  const entries = Group.full(Group.controls(group));
  for (let full = entries; full != 0; full &= full - 1) {
    const slot = Group.slot(type, group, ctz(full));
    const hash = StoredKey.hash(m, slot);
    MoveEntry.into(type, SlotKind.Bytes, table.groups, <usize>table.lengthMask, hash, slot);
  }
  MoveEntry.counted(table, popcnt(entries));
  store<u64>(directory, changetype<usize>(table));
  adoptDirectory(map, directory, 0);
  SwissCounters.of(m).slots -= SLOTS;
  mapRelease(m, group, type.groupSize, type.scan, Account.Current);
  stepFinished(m, event);
  return true;
}
