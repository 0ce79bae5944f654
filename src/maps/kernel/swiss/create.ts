import { Account, mapAllocate, mapCanCharge, mapRelease } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { MapType, SLOTS } from '../core/map-type';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { nextTable, releaseAllEntries } from './clear';
import { adoptDirectory, directoryCost, newDirectory, releaseDirectory } from './growth/directory';
import { setSwissSeed } from './reseed';
import { LARGEST_TABLE, MAP_BYTES, Swiss, SwissMap } from './swiss-map';
import { newTable, releaseTable, tableCost } from './growth/table';

/** Largest allocation of a 64-bit Linux process: 2^48 bytes. */
const LARGEST_ALLOCATION: u64 = 1 << 48;

/** The smallest power of two that is at least `value`. */
function powerOfTwo(value: u64): u64 {
  return value <= 1 ? 1 : (<u64>1) << (64 - clz<u64>(value - 1));
}

/** Slots that a hint asks for at 7/8 load; 0 for a small map and for hints beyond all memory. */
function targetSlots(type: MapType, hint: i64): u64 {
  if (hint <= <i64>SLOTS) return 0;
  const count = <u64>hint;
  return count > LARGEST_ALLOCATION / type.groupSize ? 0 : (count * 8) / 7;
}

/** Makes the header of a Swiss map and, for a hint above 8, its tables. False when refused. */
export function swissCreate(m: MapHandle, hint: i64): bool {
  const target = targetSlots(m.type, hint);
  const tables = powerOfTwo((target + LARGEST_TABLE - 1) / LARGEST_TABLE);
  const capacity = <u32>powerOfTwo(max<u64>(SLOTS, target / tables));
  let cost: u64 = MAP_BYTES;
  if (target > 0) cost += directoryCost(tables) + tables * tableCost(m.type, capacity);
  if (!mapCanCharge(m, cost, Purpose.NewMap)) return false;
  m.header = mapAllocate(m, MAP_BYTES, true, Account.Headers, Purpose.NewMap, End.Low);
  if (m.header == 0) return false;
  const map = Swiss.header(m);
  map.globalShift = 64;
  setSwissSeed(m, m.nextSeed());
  if (target == 0 || firstTables(m, map, tables, capacity)) return true;
  swissFree(m);
  return false;
}

function firstTables(m: MapHandle, map: SwissMap, tables: u64, capacity: u32): bool {
  const depth = <u8>ctz(tables);
  const directory = newDirectory(m, tables, Purpose.NewMap);
  if (directory == 0) return false;
  for (let i: u64 = 0; i < tables; i++) {
    const table = newTable(m, capacity, i, depth);
    if (table === null) {
      for (let j: u64 = 0; j < i; j++) releaseTable(m, map.table(j));
      map.dirPtr = 0;
      releaseDirectory(m, directory, tables);
      return false;
    }
    map.dirPtr = directory;
    store<u64>(directory + ((<usize>i) << 3), changetype<usize>(table));
  }
  adoptDirectory(map, directory, depth);
  return true;
}

/** Gives everything that a Swiss map holds back to the arena. */
export function swissFree(m: MapHandle): void {
  const map = Swiss.header(m);
  releaseAllEntries(m, map);
  if (map.dirLen > 0) {
    let next: u64 = 0;
    for (let i: u64 = 0; i < map.dirLen; i = next) {
      next = nextTable(map, i);
      releaseTable(m, map.table(i));
    }
    releaseDirectory(m, map.dirPtr, map.dirLen);
  } else if (map.dirPtr != 0)
    mapRelease(m, map.dirPtr, m.type.groupSize, m.type.scan, Account.Current);
  mapRelease(m, m.header, MAP_BYTES, true, Account.Headers);
}
