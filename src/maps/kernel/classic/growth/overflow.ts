import { Account, mapAllocate, mapCanCharge, mapRelease } from '../../core/accounts';
import { MapHandle } from '../../core/map-handle';
import { End } from '../../memory/extents';
import { Purpose } from '../../memory/purpose';
import { ensureExtra } from './bucket-array';
import { ClassicCounters } from '../counters';
import { Classic, EXTRA_BYTES, HMap, PointerSlice, SLICE_BYTES } from '../hmap';

/** Overflow buckets are counted exactly below this B. */
const FIRST_ESTIMATED_B: u8 = 16;
/** A slice of pointers doubles up to here, then grows by about a quarter. */
const LAST_DOUBLING: u64 = 256;

/** Capacity of a pointer slice that must hold one more than `capacity`. */
export function grownCapacity(m: MapHandle, capacity: u64): u64 {
  const need = capacity + 1;
  let grown = capacity;
  if (need > 2 * capacity) grown = need;
  else if (capacity < LAST_DOUBLING) grown = 2 * capacity;
  else while (grown < need) grown += (grown + 3 * LAST_DOUBLING) >> 2;
  return m.usable(<usize>(8 * grown), true) >> 3;
}

/** Charged bytes that the next overflow bucket costs, with everything that keeps track of it. */
function overflowCost(m: MapHandle, h: HMap): u64 {
  const type = m.type;
  const extra = h.extra;
  const hasSpare = extra !== null && extra.nextOverflow != 0;
  let bytes: u64 = hasSpare ? 0 : m.charged(type.bucketSize, type.scan);
  if (type.scan) return bytes;
  if (extra === null) bytes += EXTRA_BYTES;
  const slice = h.overflowSlice();
  if (slice === null) return bytes + SLICE_BYTES + m.charged(8, true);
  if (slice.length == slice.capacity)
    bytes += m.charged(<usize>(8 * grownCapacity(m, slice.capacity)), true);
  return bytes;
}

/** Whether an overflow bucket may be added; records the refusal if not. */
export function canOverflow(m: MapHandle): bool {
  const bytes = overflowCost(m, Classic.header(m));
  return bytes == 0 || mapCanCharge(m, bytes, Purpose.OverflowBucket);
}

function takeSpare(m: MapHandle, h: HMap): usize {
  const extra = h.extra;
  if (extra === null || extra.nextOverflow == 0) return 0;
  const spare = extra.nextOverflow;
  const overflowField = spare + m.type.overflowOffset;
  if (load<u64>(overflowField) == 0) extra.nextOverflow = spare + m.type.bucketSize;
  else {
    store<u64>(overflowField, 0);
    extra.nextOverflow = 0;
  }
  return spare;
}

/** Exact for small maps; for large ones +1 with probability 2^(15-B), so that 16 bits suffice. */
function countOverflow(m: MapHandle, h: HMap): void {
  if (h.B < FIRST_ESTIMATED_B) {
    h.noverflow++;
    return;
  }
  const one: u64 = 1;
  const mask = (one << (h.B - 15)) - 1;
  if ((m.nextRandom() & mask) == 0) h.noverflow++;
}

/** The slice of the current generation, allocated at its first need. */
function ensureSlice(m: MapHandle): PointerSlice {
  const extra = ensureExtra(m);
  const slice = extra.overflow;
  if (slice !== null) return slice;
  const purpose = Purpose.OverflowBucket;
  const address = mapAllocate(m, SLICE_BYTES, true, Account.Current, purpose, End.Low);
  const added = changetype<PointerSlice>(address);
  extra.overflow = added;
  return added;
}

/** A range loop over buckets without pointers needs the slice, even an empty one. */
export function pinOverflow(m: MapHandle): void {
  ensureSlice(m);
}

/** Buckets without pointers are kept alive by a slice, as the collector would not see them. */
function keepAlive(m: MapHandle, bucket: usize): void {
  const slice = ensureSlice(m);
  if (slice.length == slice.capacity) growSlice(m, slice);
  store<u64>(slice.array + ((<usize>slice.length) << 3), bucket);
  slice.length++;
}

function growSlice(m: MapHandle, slice: PointerSlice): void {
  const capacity = grownCapacity(m, slice.capacity);
  const bytes = <usize>(8 * capacity);
  const array = mapAllocate(m, bytes, true, Account.Current, Purpose.OverflowBucket, End.Low);
  if (slice.array != 0) {
    memory.copy(array, slice.array, <usize>(8 * slice.length));
    mapRelease(m, slice.array, <usize>(8 * slice.capacity), true, Account.Current);
  }
  slice.array = array;
  slice.capacity = capacity;
}

/**
 * Adds an overflow bucket behind `bucket`, the last of its chain, past the limits: an insert asks
 * `canOverflow` before, an evacuation must not stop. An evacuation adds at most about as many as
 * the old generation had, so this headroom is bounded by the old generation's overflow buckets.
 */
export function addOverflow(m: MapHandle, bucket: usize): usize {
  const h = Classic.header(m);
  const type = m.type;
  let added = takeSpare(m, h);
  if (added == 0) {
    added = mapAllocate(
      m,
      type.bucketSize,
      type.scan,
      Account.Current,
      Purpose.OverflowBucket,
      End.Low,
    );
    // Nothing sensible can follow: the address space is used up in the middle of a step.
    if (added == 0) unreachable();
  }
  countOverflow(m, h);
  ClassicCounters.of(m).overflowBuckets++;
  if (!type.scan) keepAlive(m, added);
  store<u64>(bucket + type.overflowOffset, added);
  return added;
}

/** A bucket with a free slot 0 behind `last`; 0 when refused. */
export function overflowFor(m: MapHandle, last: usize): usize {
  return canOverflow(m) ? addOverflow(m, last) : 0;
}
