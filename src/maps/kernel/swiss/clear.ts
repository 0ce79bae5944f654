import { releaseElem, releaseKey } from '../core/entry-objects';
import { MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { SwissCounters } from './counters';
import { WritingByte } from './guard-flag';
import { reseedSwiss } from './reseed';
import { ALL_EMPTY, fullLoad, Group, Swiss, SwissMap, Table } from './swiss-map';
import { groupBytes } from './growth/table';
import { clearSkipsUntouched, clearWeighsGroups, prunes } from './version';

/** Slots larger than this are only zeroed where a group has an entry. */
const LARGEST_CHEAP_SLOT: u32 = 32;

function releaseGroup(m: MapHandle, group: usize): void {
  const type = m.type;
  for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
    const slot = Group.slot(type, group, ctz(full));
    releaseKey(m, slot);
    releaseElem(m, slot + type.swissElem);
  }
}

/** Gives back what the entries of some groups own outside them. */
function releaseEntries(m: MapHandle, groups: usize, bytes: usize): void {
  if (!m.type.ownsObjects) return;
  const end = groups + bytes;
  for (let group = groups; group < end; group += m.type.groupSize) releaseGroup(m, group);
}

/** Calls for each table once: a table's entries in the directory lie side by side. */
export function nextTable(map: SwissMap, index: u64): u64 {
  return index + map.span(map.table(index));
}

/** Gives back what all entries of the map own outside the tables. */
export function releaseAllEntries(m: MapHandle, map: SwissMap): void {
  if (map.dirPtr == 0) return;
  if (map.dirLen == 0) {
    releaseEntries(m, map.dirPtr, m.type.groupSize);
    return;
  }
  for (let i: u64 = 0; i < map.dirLen; i = nextTable(map, i)) {
    const table = map.table(i);
    releaseEntries(m, table.groups, groupBytes(m.type, table.capacity));
  }
}

/** Whether each group is looked at before it is zeroed; it then keeps the bytes of deleted keys. */
function testsGroups(m: MapHandle, table: Table): bool {
  if (!clearSkipsUntouched(m)) return false;
  if (!clearWeighsGroups(m)) return true;
  return <u64>table.used * 4 <= table.lengthMask || m.type.swissSlot > LARGEST_CHEAP_SLOT;
}

function clearTable(m: MapHandle, table: Table): void {
  const capacity = table.capacity;
  if (clearSkipsUntouched(m) && table.used == 0 && table.growthLeft == fullLoad(capacity)) return;
  const size = <usize>m.type.groupSize;
  const end = table.groups + groupBytes(m.type, capacity);
  const tests = testsGroups(m, table);
  for (let group = table.groups; group < end; group += size) {
    if (!tests || Group.full(Group.controls(group)) != 0)
      memory.fill(group + SLOTS, 0, size - SLOTS);
    store<u64>(group, ALL_EMPTY);
  }
  table.used = 0;
  table.growthLeft = <u16>fullLoad(capacity);
}

function clearSmall(m: MapHandle, map: SwissMap): void {
  const group = map.dirPtr;
  memory.fill(group + SLOTS, 0, m.type.groupSize - SLOTS);
  store<u64>(group, ALL_EMPTY);
}

/** Go's clear: keeps every table, drops every entry; does nothing to a map that has nothing. */
export function swissClear(m: MapHandle): void {
  const map = Swiss.header(m);
  if (map.used == 0 && !(prunes(m) && map.tombstonePossible)) return;
  if (!WritingByte.mayWrite(m, map)) return;
  WritingByte.enter(map);
  releaseAllEntries(m, map);
  if (map.dirLen == 0) clearSmall(m, map);
  else for (let i: u64 = 0; i < map.dirLen; i = nextTable(map, i)) clearTable(m, map.table(i));
  map.used = 0;
  map.tombstonePossible = false;
  map.clearSeq++;
  SwissCounters.of(m).tombstones = 0;
  reseedSwiss(m);
  WritingByte.leave(m, map);
}
