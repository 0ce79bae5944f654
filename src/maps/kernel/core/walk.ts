import { MapHandle } from './map-handle';

/** Where a range loop over a map stands. The map must not be written while it goes on. */
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
