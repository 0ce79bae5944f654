import { MapHandle } from '../core/map-handle';
import { MapType, SLOTS } from '../core/map-type';
import { ClassicCounters } from './counters';

/** With GOEXPERIMENT=noswissmap; that header has a count of clears too, which nothing here reads. */
const FIRST_VERSION_WITH_CLEARS: u32 = 24;
const CLEARS_BYTES: usize = 8;
export const EXTRA_BYTES: usize = 24;
export const SLICE_BYTES: usize = 24;

/** States of a slot, in its tophash byte; from 5 on it is the top byte of the hash. */
export const EMPTY_REST: u8 = 0;
export const EMPTY_ONE: u8 = 1;
export const EVACUATED_X: u8 = 2;
export const EVACUATED_EMPTY: u8 = 4;
export const MIN_TOP_HASH: u64 = 5;

/** A range loop began since the last growth, and may still walk the table before it. */
export const ITERATOR: u8 = 1;
export const OLD_ITERATOR: u8 = 2;
export const HASH_WRITING: u8 = 4;
export const SAME_SIZE_GROW: u8 = 8;

/** Go's map header, byte for byte. Pointers are 64-bit; their high half is always 0 here. */
@unmanaged
export class HMap {
  count: u64;
  flags: u8;
  B: u8;
  noverflow: u16;
  hash0: u32;
  buckets: usize;
  private bucketsHigh: u32;
  oldbuckets: usize;
  private oldbucketsHigh: u32;
  nevacuate: u64;
  extra: MapExtra | null;
  private extraHigh: u32;

  /** Slices that keep the overflow buckets of pointer-free maps alive; of both generations. */
  overflowSlice(): PointerSlice | null {
    const extra = this.extra;
    if (extra === null) return null;
    return extra.overflow;
  }

  oldOverflowSlice(): PointerSlice | null {
    const extra = this.extra;
    if (extra === null) return null;
    return extra.oldoverflow;
  }

  @inline
  mask(): u64 {
    return ((<u64>1) << (<u64>this.B)) - 1;
  }

  /** Main buckets of the old array while growing. */
  @inline
  oldCount(): u64 {
    const current = (<u64>1) << (<u64>this.B);
    return this.flags & SAME_SIZE_GROW ? current : current >> 1;
  }
}

/** Go's mapextra. */
@unmanaged
export class MapExtra {
  overflow: PointerSlice | null;
  private overflowHigh: u32;
  oldoverflow: PointerSlice | null;
  private oldoverflowHigh: u32;
  nextOverflow: usize;
  private nextOverflowHigh: u32;
}

/** A Go slice of pointers. */
@unmanaged
export class PointerSlice {
  array: usize;
  private arrayHigh: u32;
  length: u64;
  capacity: u64;
}

/** What the hot paths inline. */
export class Bucket {
  @inline
  static tophash(hash: u64): u32 {
    const top = hash >> 56;
    return <u32>(top < MIN_TOP_HASH ? top + MIN_TOP_HASH : top);
  }

  /** Whether a bucket's entries have moved: its first slot says so. */
  @inline
  static isEvacuated(bucket: usize): bool {
    const state = load<u8>(bucket);
    return state > EMPTY_ONE && state <= EVACUATED_EMPTY;
  }

  /** Bits of the slots whose tophash equals `top`; all eight at once. */
  @inline
  static slotsWith(tops: v128, top: v128): u32 {
    return i8x16.bitmask(i8x16.eq(tops, top)) & 0xff;
  }

  /** Bits of the slots that are free (emptyRest or emptyOne). */
  @inline
  static freeSlots(tops: v128): u32 {
    return i8x16.bitmask(i8x16.le_u(tops, i8x16.splat(1))) & 0xff;
  }

  @inline
  static tops(bucket: usize): v128 {
    return v128.load64_zero(bucket);
  }

  /** Overflow bucket, or 0. */
  @inline
  static next(type: MapType, bucket: usize): usize {
    return load<usize>(bucket + type.overflowOffset);
  }

  /**
   * Nothing follows in the chain: slots behind an emptyRest are all emptyRest, so the last byte
   * tells, and the overflow pointer, a cache line away, need not be read.
   */
  @inline
  static endsChain(bucket: usize): bool {
    return load<u8>(bucket, SLOTS - 1) == EMPTY_REST;
  }
}

/** The header of a classic map. */
export class Classic {
  @inline
  static header(m: MapHandle): HMap {
    return changetype<HMap>(m.header);
  }
}

/** Bytes of a header: 48, or 56 for Go 1.24 and 1.25. */
export function hmapBytes(m: MapHandle): usize {
  const bytes = offsetof<HMap>();
  return m.version < FIRST_VERSION_WITH_CLEARS ? bytes : bytes + CLEARS_BYTES;
}

/** Whether `count` entries are too many for 2^B buckets. */
export function overLoad(m: MapHandle, count: u64, B: u8): bool {
  return (
    count > SLOTS &&
    count > <u64>ClassicCounters.of(m).loadNumerator * (((<u64>1) << (<u64>B)) >> 1)
  );
}

/**
 * What makes the next new key start a growth at 2^B buckets: that many entries (`overLoad` of one
 * more), or about as many overflow buckets as buckets.
 */
export function setThresholds(m: MapHandle, B: u8): void {
  const full = <u64>ClassicCounters.of(m).loadNumerator * (((<u64>1) << (<u64>B)) >> 1);
  ClassicCounters.of(m).fullAt = max<u64>(full, SLOTS);
  ClassicCounters.of(m).untidyAt = (<u32>1) << min<u32>(B, 15);
}
