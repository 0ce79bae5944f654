// Where searches will read. Another thread may be writing meanwhile: what was read of a header may not fit
// together, so every address is checked.
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { Readable } from '../core/readable';
import { Bucket, Classic } from './hmap';

const LINE_BYTES: usize = 64;
const LINES_BYTES: usize = 2 * LINE_BYTES + 1;

/** Names the control bytes with which searches begin; while a map grows, of both its tables. */
export function classicPlaceHeads(m: MapHandle, first: usize, stride: usize, count: u32): void {
  const h = Classic.header(m);
  const buckets = h.buckets;
  const mask = h.mask();
  const oldbuckets = h.oldbuckets;
  const oldMask = h.oldCount() - 1;
  const size = m.type.bucketSize;
  const bounds = Readable.of(size);
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    coming.place(at, at);
    if (!coming.mayTouch) continue;
    const head = buckets + <usize>(coming.hash & mask) * size;
    if (!Readable.has(bounds, head)) continue;
    coming.place(head, at);
    if (oldbuckets == 0) continue;
    const old = oldbuckets + <usize>(coming.hash & oldMask) * size;
    if (Readable.has(bounds, old)) coming.two = old;
  }
}

/**
 * Names the slots in which searches are likely to end, that of an equal control byte, else a free one; and the
 * elems that will be written. What stands in a bucket behind is not looked for: it was not worth it.
 */
export function classicPlaceSlots(m: MapHandle, first: usize, stride: usize, count: u32): void {
  const type = m.type;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.isPlaced) continue;
    const head = coming.one;
    coming.place(at, at);
    const tops = Bucket.tops(head);
    const same = Bucket.slotsWith(tops, i8x16.splat(<i8>Bucket.tophash(coming.hash)));
    const slots = same != 0 ? same : Bucket.freeSlots(tops);
    if (slots == 0) continue;
    const slot = ctz(slots);
    coming.place(type.key(head, slot), coming.writes ? type.elem(head, slot) : at);
  }
}

class Lines {
  /** Reads the lines of a bucket, or as many as an ordinary one has. */
  @inline
  static read(bounds: u64, bucket: usize): u64 {
    if (!Readable.has(bounds, bucket)) return 0;
    return <u64>load<u8>(bucket) + load<u8>(bucket, LINE_BYTES) + load<u8>(bucket, 2 * LINE_BYTES);
  }
}

/**
 * While a map grows, every write moves the old bucket of its key: reads that, and the two to which its entries go.
 */
export function classicTouchMoves(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  const h = Classic.header(m);
  const oldbuckets = h.oldbuckets;
  if (oldbuckets == 0) return 0;
  const buckets = h.buckets;
  const oldCount = h.oldCount();
  const size = m.type.bucketSize;
  const bounds = Readable.of(max<usize>(size, LINES_BYTES));
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.mayTouch || !coming.writes) continue;
    const offset = <usize>(coming.hash & (oldCount - 1)) * size;
    read += Lines.read(bounds, oldbuckets + offset);
    read += Lines.read(bounds, buckets + offset);
    read += Lines.read(bounds, buckets + offset + <usize>oldCount * size);
  }
  return read;
}
