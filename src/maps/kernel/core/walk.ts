import { MapHandle } from './map-handle';

/**
 * Where a range loop over a map stands. While it goes on, entries may be deleted and nothing else may be
 * written.
 */
@unmanaged
export class Walk {
  map: usize;
  /** Addresses of the entry that was visited last. */
  key: usize;
  elem: usize;
  /** The chain (classic) or entry of the directory (Swiss) that comes next, and how many are left. */
  index: u64;
  left: u64;
  /** The bucket or table that is being walked; 0 = none. */
  place: usize;
  /** The next slot, before it is turned by the offset. */
  slot: u64;
  slotOffset: u64;
  /** Only entries that hash into this bucket are visited, of one that has not moved; -1 = all. */
  wanted: u64;

  handle(): MapHandle {
    return changetype<MapHandle>(this.map);
  }
}

/**
 * Whether the entry with this elem was written `age` operations before `now` or earlier: the low 48 bits
 * of its first word are the number of the operation that wrote it.
 */
export function isOlder(elem: usize, now: u64, age: u64): bool {
  return now >= (load<u64>(elem) & 0xffffffffffff) + age;
}
