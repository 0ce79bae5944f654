import { MapHandle } from './map-handle';

/**
 * Where a range loop over a map stands. While it goes on, anything may be written: what the map gives back
 * meanwhile is kept (core/kept.ts), as long as the handle `isLooping`.
 */
@unmanaged
export class Walk {
  map: usize;
  /** Addresses of the entry that was visited last. */
  key: usize;
  elem: usize;
  /** The chain (classic), or how many entries of the directory were passed (Swiss). */
  index: u64;
  /** Chains that are left (classic). */
  left: u64;
  /** The bucket, table or group of a small map that is being walked; 0 = none. */
  place: usize;
  /** The buckets with which a loop over a classic map began. */
  buckets: usize;
  /** The next slot, before it is turned by the offset. */
  slot: u64;
  slotOffset: u64;
  /** What turns the directory (Swiss). */
  turn: u64;
  /** Only entries that hash into this bucket are visited, of one that has not moved; -1 = all. */
  wanted: u64;
  /** Clears of the map before the loop began (Swiss). */
  clearSeq: u64;
  /** B of those buckets (classic), or the depth of the directory as it was last seen (Swiss). */
  depth: u8;
  /** The map had only one group (Swiss). */
  isSmall: bool;

  handle(): MapHandle {
    return changetype<MapHandle>(this.map);
  }

  /** Bits of the bucket in a hash (classic). */
  mask(): u64 {
    return ((<u64>1) << (<u64>this.depth)) - 1;
  }
}

/**
 * Whether the entry with this elem was written `age` operations before `now` or earlier: the low 48 bits
 * of its first word are the number of the operation that wrote it.
 */
export function isOlder(elem: usize, now: u64, age: u64): bool {
  return now >= (load<u64>(elem) & 0xffffffffffff) + age;
}
