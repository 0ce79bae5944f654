import { mapCanCharge } from '../../core/accounts';
import { GrowthKind } from '../../core/growth-kind';
import { growthBegins, growthStarted } from '../../core/growth-log';
import { MapHandle } from '../../core/map-handle';
import { Purpose } from '../../memory/purpose';
import {
  arrayBuckets,
  askedArrayBytes,
  fitsAddressSpace,
  linkSpares,
  newArray,
} from './bucket-array';
import { ClassicCounters } from '../counters';
import {
  Classic,
  EXTRA_BYTES,
  HMap,
  ITERATOR,
  OLD_ITERATOR,
  overLoad,
  SAME_SIZE_GROW,
  setThresholds,
} from '../hmap';

export class HashGrow {
  /** Whether a new key needs a growth first; only asked while none is going on. */
  @inline
  static isDue(m: MapHandle, h: HMap): bool {
    return h.count >= ClassicCounters.of(m).fullAt || h.noverflow >= ClassicCounters.of(m).untidyAt;
  }
}

function canGrowTo(m: MapHandle, h: HMap, B: u8, buckets: u32): bool {
  let bytes: u64 = m.charged(<usize>askedArrayBytes(m.type, B), m.type.scan);
  if (h.extra === null && buckets > (<u32>1) << (<u32>B)) bytes += EXTRA_BYTES;
  return mapCanCharge(m, bytes, Purpose.Growth);
}

/**
 * Starts a growth: to twice the size, or to the same size when only overflow buckets are too many.
 * False when the new array is refused; the map is then as it was.
 */
export function hashGrow(m: MapHandle): bool {
  const h = Classic.header(m);
  const doubling = overLoad(m, h.count + 1, h.B);
  const oldB = h.B;
  const B = doubling ? oldB + 1 : oldB;
  if (!fitsAddressSpace(m.type, B)) {
    m.refuse(askedArrayBytes(m.type, B), Purpose.Growth);
    return false;
  }
  const buckets = arrayBuckets(m, B);
  if (!canGrowTo(m, h, B, buckets)) return false;
  const bytesBefore = m.held();
  growthBegins(m);
  m.bytesOld = m.bytesCurrent;
  m.bytesCurrent = 0;
  const array = newArray(m, B, ClassicCounters.of(m).arrayEnd ^ 1);
  if (array == 0) {
    m.bytesCurrent = m.bytesOld;
    m.bytesOld = 0;
    return false;
  }
  adopt(m, h, array, B, buckets);
  if (!doubling) h.flags |= SAME_SIZE_GROW;
  growthStarted(
    m,
    doubling ? GrowthKind.Double : GrowthKind.SameSize,
    h.count + 1,
    (<u64>1) << (<u64>oldB),
    (<u64>1) << (<u64>B),
    bytesBefore,
  );
  return true;
}

function adopt(m: MapHandle, h: HMap, array: usize, B: u8, buckets: u32): void {
  ClassicCounters.of(m).arrayEnd ^= 1;
  ClassicCounters.of(m).oldArrayBuckets = ClassicCounters.of(m).arrayBuckets;
  ClassicCounters.of(m).arrayBuckets = buckets;
  ClassicCounters.of(m).oldOverflowBuckets = ClassicCounters.of(m).overflowBuckets;
  ClassicCounters.of(m).overflowBuckets = 0;
  // Loops that began before the growth walk what is the old table now.
  const old = h.flags & ITERATOR ? OLD_ITERATOR : 0;
  h.flags = (h.flags & ~(ITERATOR | OLD_ITERATOR)) | old;
  m.growing = 1;
  ClassicCounters.of(m).movedBuckets = 0;
  h.B = B;
  h.oldbuckets = h.buckets;
  h.buckets = array;
  h.nevacuate = 0;
  h.noverflow = 0;
  const extra = h.extra;
  if (extra !== null && extra.overflow !== null) {
    extra.oldoverflow = extra.overflow;
    extra.overflow = null;
  }
  linkSpares(m, array, B, buckets);
  setThresholds(m, B);
}
