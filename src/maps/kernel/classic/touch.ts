// What searches will read, read ahead of them. Another thread may be writing meanwhile: what was read of a
// header may not fit together, so every address is checked.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { Readable, touchKey } from '../core/readable';
import { Bucket, Classic } from './hmap';

/** Reads the control bytes with which searches begin; while a map grows, of both its tables. */
export function classicTouchHeads(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  const h = Classic.header(m);
  const buckets = h.buckets;
  const mask = h.mask();
  const oldbuckets = h.oldbuckets;
  const oldMask = h.oldCount() - 1;
  const size = m.type.bucketSize;
  const bounds = Readable.of(size);
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.mayTouch) continue;
    const head = buckets + <usize>(coming.hash & mask) * size;
    if (Readable.has(bounds, head)) read += load<u8>(head);
    if (oldbuckets == 0) continue;
    const old = oldbuckets + <usize>(coming.hash & oldMask) * size;
    if (Readable.has(bounds, old)) read += load<u8>(old);
  }
  return read;
}

/**
 * Reads the slots in which searches are likely to end, that of an equal control byte, else a free one; and
 * the elems that will be written.
 */
export function classicTouchSlots(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  const h = Classic.header(m);
  const buckets = h.buckets;
  const mask = h.mask();
  const type = m.type;
  const bounds = Readable.of(type.bucketSize);
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.mayTouch) continue;
    const head = buckets + <usize>(coming.hash & mask) * type.bucketSize;
    if (!Readable.has(bounds, head)) continue;
    const tops = Bucket.tops(head);
    const same = Bucket.slotsWith(tops, i8x16.splat(<i8>Bucket.tophash(coming.hash)));
    const slots = same != 0 ? same : Bucket.freeSlots(tops);
    if (slots == 0) continue;
    read += touchKey(type, type.key(head, ctz(slots)));
    if (coming.writes) read += load<u8>(type.elem(head, ctz(slots)));
  }
  return read;
}
