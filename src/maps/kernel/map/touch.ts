// Reading ahead. An operation waits for memory two or three times, one after the other; where the next
// operations are known, all of them wait together. There is no instruction for it, so what will be read is
// read: first the control bytes of all, then, with those at hand, the slots, then what slots point to.
// Addresses are found in a loop of their own: what else stands beside the loads fills the window in which a
// processor looks ahead, and fewer of them wait together. Whoever calls keeps the sum of what is returned, or
// the engine leaves the reading out.
import * as classic from '../classic/family';
import { Coming } from '../core/coming';
import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';
import { isReadable } from '../core/readable';
import { Model } from '../core/model';
import * as swiss from '../swiss/family';

/** Maps of fewer bytes are near anyway. */
const NEAR_BYTES: u64 = 1 << 20;

/** Whether reading ahead pays in a Go map. */
export function isFar(m: MapHandle): bool {
  return m.bytesCurrent > NEAR_BYTES;
}

/** Names the control bytes with which searches of `count` operations begin, `Coming` by `Coming`. */
export function placeHeads(m: MapHandle, first: usize, stride: usize, count: u32): void {
  if (m.model == Model.Swiss) swiss.placeHeads(m, first, stride, count);
  else classic.placeHeads(m, first, stride, count);
}

/** Names the slots in which they are likely to end, and the elems that will be written. */
export function placeSlots(m: MapHandle, first: usize, stride: usize, count: u32): void {
  if (m.model == Model.Swiss) swiss.placeSlots(m, first, stride, count);
  else classic.placeSlots(m, first, stride, count);
}

/** Reads what writes will move while a map grows by and by. */
export function touchMoves(m: MapHandle, first: usize, stride: usize, count: u32): u64 {
  return m.model == Model.Swiss ? 0 : classic.touchMoves(m, first, stride, count);
}

/** Whether slots point to their keys. */
export function hasFarKeys(m: MapHandle): bool {
  return m.type.keyIsIndirect || m.type.keyKind == KeyKind.String;
}

/** Names what the slots that were named point to. */
export function placeKeys(first: usize, stride: usize, count: u32): void {
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    if (!coming.isPlaced) continue;
    const bytes = load<usize>(coming.one);
    coming.place(isReadable(bytes, 1) ? bytes : at, at);
  }
}

/** Reads what was named. */
export function readPlaces(first: usize, stride: usize, count: u32): u64 {
  let read: u64 = 0;
  for (let at = first, end = first + <usize>count * stride; at < end; at += stride) {
    const coming = changetype<Coming>(at);
    read += load<u8>(coming.one);
    read += load<u8>(coming.two);
  }
  return read;
}
