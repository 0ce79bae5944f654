import { Account, mapAllocate, mapCanCharge } from '../../core/accounts';
import { MapHandle } from '../../core/map-handle';
import { MapType } from '../../core/map-type';
import { End } from '../../memory/extents';
import { Purpose } from '../../memory/purpose';
import { ClassicCounters } from '../counters';
import { Classic, EXTRA_BYTES, HMap, MapExtra } from '../hmap';

/** From this B on, an array has spare buckets for overflow. */
const FIRST_B_WITH_SPARES: u8 = 4;
/** What the address space can hold in one piece. */
const LARGEST_ARRAY: u64 = 0xf0000000;

/** Bytes of 2^B buckets and the spares asked for; the size class may add more spares. */
export function askedArrayBytes(type: MapType, B: u8): u64 {
  let buckets = (<u64>1) << (<u64>B);
  if (B >= FIRST_B_WITH_SPARES) buckets += buckets >> FIRST_B_WITH_SPARES;
  return buckets * type.bucketSize;
}

/** Buckets of an array for B, spares included: what the size class leaves room for. */
export function arrayBuckets(m: MapHandle, B: u8): u32 {
  const type = m.type;
  const asked = <usize>askedArrayBytes(type, B);
  if (B < FIRST_B_WITH_SPARES) return (<u32>1) << B;
  return <u32>(m.usable(asked, type.scan) / type.bucketSize);
}

/** Whether the address space could hold such an array at all. */
export function fitsAddressSpace(type: MapType, B: u8): bool {
  return B < 32 && askedArrayBytes(type, B) <= LARGEST_ARRAY;
}

/**
 * Allocates a zeroed array for B into the current account. Returns 0 and leaves everything as it
 * was when there is no space for it.
 */
export function newArray(m: MapHandle, B: u8, end: End): usize {
  const size = <usize>askedArrayBytes(m.type, B);
  return mapAllocate(m, size, m.type.scan, Account.Current, Purpose.Growth, end);
}

/**
 * Makes the spares of a zeroed array known: they are handed out one by one, and the last is marked
 * by a non-nil overflow pointer. Needs `extra` if there are any.
 */
export function linkSpares(m: MapHandle, array: usize, B: u8, buckets: u32): void {
  const main = (<u32>1) << (<u32>B);
  if (buckets == main) return;
  const size = <usize>m.type.bucketSize;
  const extra = ensureExtra(m);
  extra.nextOverflow = array + <usize>main * size;
  store<u64>(array + <usize>(buckets - 1) * size + m.type.overflowOffset, array);
}

/** The map's mapextra, allocated at its first need. */
export function ensureExtra(m: MapHandle): MapExtra {
  const h = Classic.header(m);
  const extra = h.extra;
  if (extra !== null) return extra;
  const address = mapAllocate(m, EXTRA_BYTES, true, Account.Headers, Purpose.Growth, End.Low);
  const added = changetype<MapExtra>(address);
  h.extra = added;
  return added;
}

/** The single bucket of a map without an array, at its first write. */
export function firstBucket(m: MapHandle, h: HMap): bool {
  const type = m.type;
  const bytes: u64 = m.charged(type.bucketSize, type.scan);
  if (!mapCanCharge(m, bytes, Purpose.Entry)) return false;
  h.buckets = mapAllocate(m, type.bucketSize, type.scan, Account.Current, Purpose.Entry, End.Low);
  ClassicCounters.of(m).arrayBuckets = 1;
  return h.buckets != 0;
}
