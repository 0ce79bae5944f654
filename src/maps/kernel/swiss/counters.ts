import { MapHandle } from '../core/map-handle';

/** What is kept of a Swiss map beside Go's own header and tables. */
@unmanaged
export class SwissCounters {
  /** Slots and tables now; a small map has 8 and 0. */
  slots: u64;
  tables: u32;
  /** Deleted slots that count as used. */
  tombstones: u32;

  @inline
  static of(m: MapHandle): SwissCounters {
    return changetype<SwissCounters>(m.family);
  }
}
