// Where searches will read. Another thread may be writing meanwhile: what was read of a header may not fit
// together, so every address is checked.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { Readable } from '../core/readable';
import { Group, Swiss, Table, TABLE_BYTES } from './swiss-map';

/** Names the control bytes with which searches begin. */
export function swissPlaceHeads(m: MapHandle, first: usize, stride: usize, count: u32): void {
  const map = Swiss.header(m);
  const directory = map.dirPtr;
  const isTable = map.dirLen != 0;
  const shift: u64 = <u64>map.globalShift - 1;
  const size = m.type.groupSize;
  const words = Readable.of(8);
  const tables = Readable.of(TABLE_BYTES);
  const groups = Readable.of(size);
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    coming.place(at, at);
    if (!isTable || !coming.mayTouch) continue;
    const entry = directory + ((<usize>((coming.hash >> 1) >> shift)) << 3);
    if (!Readable.has(words, entry)) continue;
    const address = load<usize>(entry);
    if (!Readable.has(tables, address)) continue;
    const table = changetype<Table>(address);
    const group =
      table.groups + <usize>((<u32>(coming.hash >> 7)) & (<u32>table.lengthMask)) * size;
    if (Readable.has(groups, group)) coming.place(group, at);
  }
}

/**
 * Names the slots in which searches are likely to end, that of an equal control byte, else a free one; and the
 * elems that will be written; of a full group the one behind it, where the search goes on but for its end.
 */
export function swissPlaceSlots(m: MapHandle, first: usize, stride: usize, count: u32): void {
  const type = m.type;
  const groups = Readable.of(type.groupSize);
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.isPlaced) continue;
    const group = coming.one;
    coming.place(at, at);
    const controls = Group.controls(group);
    const same = Group.tagged(controls, Group.tag(coming.hash));
    const slots = same != 0 ? same : Group.free(controls) & 0xff;
    if (slots == 0) {
      const next = group + type.groupSize;
      if (Readable.has(groups, next)) coming.one = next;
      continue;
    }
    const slot = Group.slot(type, group, ctz(slots));
    coming.place(slot, coming.writes ? slot + type.swissElem : at);
  }
}
