import { hashKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { isReadable, readableElem, slotHolds } from '../../core/readable';
import { Group, Swiss, Table, TABLE_BYTES } from '../swiss-map';

function inGroup(m: MapHandle, group: usize, hash: u64, key: usize): usize {
  const type = m.type;
  const tag = <u8>(hash & 0x7f);
  for (let at: usize = 0; at < SLOTS; at++) {
    const slot = Group.slot(type, group, at);
    if (load<u8>(group + at) == tag && slotHolds(m, slot, key))
      return readableElem(m, slot + type.swissElem);
  }
  return 0;
}

function tableFor(m: MapHandle, hash: u64): Table | null {
  const map = Swiss.header(m);
  const index = (hash >> 1) >> (<u64>map.globalShift - 1);
  const entry = map.dirPtr + ((<usize>index) << 3);
  if (index >= map.dirLen || !isReadable(entry, 8)) return null;
  const table = load<usize>(entry);
  return isReadable(table, TABLE_BYTES) ? changetype<Table>(table) : null;
}

/** What the map's own lookup would find, where that one would come back; 0 = nothing. */
export function swissRacedLookup(m: MapHandle, key: usize): usize {
  const map = Swiss.header(m);
  const type = m.type;
  const hash = hashKey(m, key);
  if (map.dirLen == 0)
    return isReadable(map.dirPtr, type.groupSize) ? inGroup(m, map.dirPtr, hash, key) : 0;
  const table = tableFor(m, hash);
  if (table === null) return 0;
  const mask = <u32>table.lengthMask;
  let offset = (<u32>(hash >> 7)) & mask;
  for (let step: u32 = 1; step <= mask + 1; step++) {
    const group = table.groups + <usize>offset * type.groupSize;
    if (!isReadable(group, type.groupSize)) return 0;
    const elem = inGroup(m, group, hash, key);
    if (elem != 0) return elem;
    if (Group.empty(Group.controls(group)) != 0) return 0;
    offset = (offset + step) & mask;
  }
  return 0;
}
