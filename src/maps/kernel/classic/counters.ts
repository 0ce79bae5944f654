import { MapHandle } from '../core/map-handle';
import { End } from '../memory/extents';

/** What is kept of a classic map beside Go's own header. */
@unmanaged
export class ClassicCounters {
  /** Exact number of overflow buckets in use, of the current and of the old generation. */
  overflowBuckets: u32;
  oldOverflowBuckets: u32;
  /** Buckets in the arrays, spare ones included. */
  arrayBuckets: u32;
  oldArrayBuckets: u32;
  /** Old main buckets moved by the growth in progress. */
  movedBuckets: u32;
  /** End of the large region that holds the current array. */
  arrayEnd: End;
  /** Numerator of the load factor over 2: 13, or 12 for Go 1.21. */
  loadNumerator: u32;
  /** Overflow buckets as counted in the header, and entries, at which a new key starts a growth. */
  untidyAt: u32;
  fullAt: u64;

  @inline
  static of(m: MapHandle): ClassicCounters {
    return changetype<ClassicCounters>(m.family);
  }
}
