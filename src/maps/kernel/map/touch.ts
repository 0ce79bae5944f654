// Reading ahead. An operation waits for memory two or three times, one after the other; where the next
// operations are known, all of them wait together. There is no instruction for it, so what will be read is
// read: first the control bytes of all, then, with those at hand, the slots. Whoever calls keeps the sum of
// what is returned, or the engine leaves the reading out.
import * as classic from '../classic/family';
import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import * as swiss from '../swiss/family';

/** Maps of fewer bytes are near anyway. */
const NEAR_BYTES: u64 = 1 << 20;

/** Whether reading ahead pays in a Go map. */
export function isFar(m: MapHandle): bool {
  return m.bytesCurrent > NEAR_BYTES;
}

/** Reads the control bytes with which searches of `count` operations begin, `Coming` by `Coming`. */
export function touchHeads(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  return m.model == Model.Swiss
    ? swiss.touchHeads(m, first, stride, count)
    : classic.touchHeads(m, first, stride, count);
}

/** Reads the slots in which they are likely to end, and the elems that will be written. */
export function touchSlots(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  return m.model == Model.Swiss
    ? swiss.touchSlots(m, first, stride, count)
    : classic.touchSlots(m, first, stride, count);
}
