// What searches will read, read ahead of them. Another thread may be writing meanwhile: what was read of a
// header may not fit together, so every address is checked.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { Readable, touchKey } from '../core/readable';
import { Group, Swiss, SwissMap, Table, TABLE_BYTES } from './swiss-map';

class FirstGroup {
  /** Where the search for a hash begins in a map with a directory; whatever comes of one that is being written. */
  @inline
  static of(map: SwissMap, groupSize: usize, words: u64, tables: u64, hash: u64): usize {
    const index = (hash >> 1) >> (<u64>map.globalShift - 1);
    const entry = map.dirPtr + ((<usize>index) << 3);
    if (!Readable.has(words, entry)) return 0;
    const address = load<usize>(entry);
    if (!Readable.has(tables, address)) return 0;
    const table = changetype<Table>(address);
    return table.groups + <usize>((<u32>(hash >> 7)) & (<u32>table.lengthMask)) * groupSize;
  }
}

/** Reads the control bytes with which searches begin. */
export function swissTouchHeads(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  const map = Swiss.header(m);
  if (map.dirLen == 0) return 0;
  const size = m.type.groupSize;
  const words = Readable.of(8);
  const tables = Readable.of(TABLE_BYTES);
  const groups = Readable.of(size);
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.mayTouch) continue;
    const group = FirstGroup.of(map, size, words, tables, coming.hash);
    if (Readable.has(groups, group)) read += load<u8>(group);
  }
  return read;
}

/**
 * Reads the slots in which searches are likely to end, that of an equal control byte, else a free one; and
 * the elems that will be written.
 */
export function swissTouchSlots(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  const map = Swiss.header(m);
  if (map.dirLen == 0) return 0;
  const type = m.type;
  const words = Readable.of(8);
  const tables = Readable.of(TABLE_BYTES);
  const groups = Readable.of(type.groupSize);
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.mayTouch) continue;
    const group = FirstGroup.of(map, type.groupSize, words, tables, coming.hash);
    if (!Readable.has(groups, group)) continue;
    const controls = Group.controls(group);
    const same = Group.tagged(controls, Group.tag(coming.hash));
    const slots = same != 0 ? same : Group.free(controls) & 0xff;
    if (slots == 0) continue;
    const slot = Group.slot(type, group, ctz(slots));
    read += touchKey(type, slot);
    if (coming.writes) read += load<u8>(slot + type.swissElem);
  }
  return read;
}
