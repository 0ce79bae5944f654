import { Account, mapAllocate, mapRelease } from '../../core/accounts';
import { MapHandle } from '../../core/map-handle';
import { MapType, SLOTS } from '../../core/map-type';
import { End } from '../../memory/extents';
import { Purpose } from '../../memory/purpose';
import { chargedBytes } from '../../memory/size-class';
import { SwissCounters } from '../counters';
import { ALL_EMPTY, fullLoad, STALE, Table, TABLE_BYTES } from '../swiss-map';

/** Bytes of the groups of a table. */
export function groupBytes(type: MapType, capacity: u32): usize {
  return <usize>(capacity / SLOTS) * type.groupSize;
}

/** Charged bytes of a table with its groups. */
export function tableCost(type: MapType, capacity: u32): u64 {
  return TABLE_BYTES + chargedBytes(groupBytes(type, capacity), type.scan);
}

/** Zeroed groups, all slots marked empty; 0 when the space is used up. */
export function newGroups(m: MapHandle, capacity: u32, purpose: Purpose): usize {
  const type = m.type;
  const bytes = groupBytes(type, capacity);
  const groups = mapAllocate(m, bytes, type.scan, Account.Current, purpose, End.Low);
  if (groups != 0) markAllEmpty(groups, bytes, type.groupSize);
  return groups;
}

/** Writes the control words of groups that hold nothing. */
export function markAllEmpty(groups: usize, bytes: usize, groupSize: u32): void {
  const end = groups + bytes;
  for (let group = groups; group < end; group += groupSize) store<u64>(group, ALL_EMPTY);
}

/** An empty table; null when the space is used up. */
export function newTable(m: MapHandle, capacity: u32, index: u64, localDepth: u8): Table | null {
  const groups = newGroups(m, capacity, Purpose.Growth);
  if (groups == 0) return null;
  const address = mapAllocate(m, TABLE_BYTES, true, Account.Headers, Purpose.Growth, End.Low);
  if (address == 0) {
    mapRelease(m, groups, groupBytes(m.type, capacity), m.type.scan, Account.Current);
    return null;
  }
  const table = changetype<Table>(address);
  table.capacity = <u16>capacity;
  table.growthLeft = <u16>fullLoad(capacity);
  table.localDepth = localDepth;
  table.index = index;
  table.groups = groups;
  table.lengthMask = capacity / SLOTS - 1;
  SwissCounters.of(m).slots += capacity;
  SwissCounters.of(m).tables++;
  return table;
}

/** Gives a table and its groups back, not what their entries own. A loop that walks it sees that. */
export function releaseTable(m: MapHandle, table: Table): void {
  table.index = STALE;
  const bytes = groupBytes(m.type, table.capacity);
  SwissCounters.of(m).slots -= table.capacity;
  SwissCounters.of(m).tables--;
  mapRelease(m, table.groups, bytes, m.type.scan, Account.Current);
  mapRelease(m, changetype<usize>(table), TABLE_BYTES, true, Account.Headers);
}
