import { Account, mapRelease } from '../core/accounts';
import { releaseElem, releaseKey } from '../core/entry-objects';
import { MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { askedArrayBytes } from './growth/bucket-array';
import { Bucket, MIN_TOP_HASH, PointerSlice, SLICE_BYTES } from './hmap';

/** Gives back what a slot's key and elem own outside the table. */
export function releaseEntry(m: MapHandle, bucket: usize, slot: usize): void {
  releaseKey(m, m.type.key(bucket, slot));
  releaseElem(m, m.type.elem(bucket, slot));
}

function releaseEntries(m: MapHandle, bucket: usize): void {
  for (let slot: usize = 0; slot < SLOTS; slot++)
    if (load<u8>(bucket + slot) >= <u8>MIN_TOP_HASH) releaseEntry(m, bucket, slot);
}

/** Gives the overflow buckets behind `bucket` back that are not part of the array. */
export function releaseChain(
  m: MapHandle,
  bucket: usize,
  array: usize,
  arrayBytes: usize,
  account: Account,
): void {
  const type = m.type;
  let next = Bucket.next(type, bucket);
  while (next != 0) {
    const after = Bucket.next(type, next);
    if (next - array >= arrayBytes) mapRelease(m, next, type.bucketSize, type.scan, account);
    next = after;
  }
}

/** Gives the overflow buckets in a slice back, and the slice itself. */
export function releaseSlice(
  m: MapHandle,
  slice: PointerSlice,
  array: usize,
  arrayBytes: usize,
  account: Account,
): void {
  const type = m.type;
  const length = <usize>slice.length;
  for (let i: usize = 0; i < length; i++) {
    const bucket = load<usize>(slice.array + (i << 3));
    if (bucket - array >= arrayBytes) mapRelease(m, bucket, type.bucketSize, type.scan, account);
  }
  if (slice.capacity > 0) mapRelease(m, slice.array, <usize>(8 * slice.capacity), true, account);
  mapRelease(m, changetype<usize>(slice), SLICE_BYTES, true, account);
}

/** Gives everything back that the entries of a generation own; entries that moved are not in it. */
export function releaseAllEntries(m: MapHandle, array: usize, mainBuckets: u64): void {
  if (!m.type.ownsObjects || array == 0) return;
  for (let i: u64 = 0; i < mainBuckets; i++) {
    let bucket = array + <usize>i * m.type.bucketSize;
    for (; bucket != 0; bucket = Bucket.next(m.type, bucket)) releaseEntries(m, bucket);
  }
}

/** Gives the overflow buckets of a generation back, and for pointer-free buckets their slice. */
export function releaseOverflow(
  m: MapHandle,
  array: usize,
  mainBuckets: u64,
  buckets: u32,
  slice: PointerSlice | null,
  account: Account,
): void {
  const size = <usize>m.type.bucketSize;
  const arrayBytes = <usize>buckets * size;
  if (!m.type.scan) {
    if (slice !== null) releaseSlice(m, slice, array, arrayBytes, account);
    return;
  }
  for (let i: u64 = 0; i < mainBuckets; i++)
    releaseChain(m, array + <usize>i * size, array, arrayBytes, account);
}

/** Gives an array back. */
export function releaseArray(m: MapHandle, array: usize, B: u8, account: Account): void {
  mapRelease(m, array, <usize>askedArrayBytes(m.type, B), m.type.scan, account);
}
