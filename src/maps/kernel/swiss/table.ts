import { PURPOSE_GROWTH } from '../memory/arena';
import {
  ACCOUNT_CURRENT,
  ACCOUNT_HEADERS,
  MapHandle,
  mapAllocate,
  mapRelease,
} from '../core/map-handle';
import { MapType, SLOTS } from '../core/map-type';
import { chargedBytes } from '../memory/size-class';
import { ALL_EMPTY, TABLE_BYTES, Table, fullLoad } from './swiss-map';

/** Bytes of the groups of a table. */
export function groupBytes(type: MapType, capacity: u32): usize {
  return <usize>(capacity / SLOTS) * type.groupSize;
}

/** Charged bytes of a table with its groups. */
export function tableCost(type: MapType, capacity: u32): u64 {
  return TABLE_BYTES + chargedBytes(groupBytes(type, capacity), type.scan);
}

/** Zeroed groups, all slots marked empty; 0 when the space is used up. */
export function newGroups(m: MapHandle, capacity: u32, purpose: u32): usize {
  const type = m.type;
  const bytes = groupBytes(type, capacity);
  const groups = mapAllocate(m, bytes, type.scan, ACCOUNT_CURRENT, purpose, 0);
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
  const groups = newGroups(m, capacity, PURPOSE_GROWTH);
  if (groups == 0) return null;
  const address = mapAllocate(m, TABLE_BYTES, true, ACCOUNT_HEADERS, PURPOSE_GROWTH, 0);
  if (address == 0) {
    mapRelease(m, groups, groupBytes(m.type, capacity), m.type.scan, ACCOUNT_CURRENT);
    return null;
  }
  const table = changetype<Table>(address);
  table.capacity = <u16>capacity;
  table.growthLeft = <u16>fullLoad(capacity);
  table.localDepth = localDepth;
  table.index = index;
  table.groups = groups;
  table.lengthMask = capacity / SLOTS - 1;
  m.slots += capacity;
  m.tables++;
  return table;
}

/** Gives a table and its groups back, not what their entries own. */
export function releaseTable(m: MapHandle, table: Table): void {
  const bytes = groupBytes(m.type, table.capacity);
  m.slots -= table.capacity;
  m.tables--;
  mapRelease(m, table.groups, bytes, m.type.scan, ACCOUNT_CURRENT);
  mapRelease(m, changetype<usize>(table), TABLE_BYTES, true, ACCOUNT_HEADERS);
}
