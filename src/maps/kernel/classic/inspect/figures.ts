import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { ShapeRecord } from '../../core/records/shape-record';
import { StatsRecord } from '../../core/records/stats-record';
import { ClassicCounters } from '../counters';
import { Classic } from '../hmap';

/** Slots of the current table, to which a load factor refers. */
export function classicSlots(m: MapHandle): u64 {
  return (<u64>SLOTS) << (<u64>Classic.header(m).B);
}

export function classicStats(m: MapHandle, out: StatsRecord): void {
  const h = Classic.header(m);
  const buckets = <f64>((<u64>1) << (<u64>h.B));
  out.entries = <f64>h.count;
  out.capacityEntries = <f64>ClassicCounters.of(m).fullAt;
  out.loadFactor = <f64>h.count / (buckets * SLOTS);
  out.buckets = buckets;
  out.overflowBuckets = ClassicCounters.of(m).overflowBuckets;
  out.overflowBucketsEstimate = h.noverflow;
}

export function classicShape(m: MapHandle, out: ShapeRecord): void {
  const h = Classic.header(m);
  const extra = h.extra;
  out.sparesLeft = 0;
  if (extra !== null && extra.nextOverflow != 0) {
    const size = <usize>m.type.bucketSize;
    const end = h.buckets + <usize>ClassicCounters.of(m).arrayBuckets * size;
    out.sparesLeft = <f64>((end - extra.nextOverflow) / size);
  }
  if (h.oldbuckets == 0) return;
  out.oldBuckets = <f64>h.oldCount();
  out.movedBuckets = ClassicCounters.of(m).movedBuckets;
}
