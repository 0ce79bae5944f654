import { GROWTH_KINDS, GrowthKind } from '../growth-kind';
import { MapHandle } from '../map-handle';

/** The cheap figures of a map, every one an f64. Counts of growths by kind follow, f64 too. */
@unmanaged
export class StatsRecord {
  entries: f64;
  capacityEntries: f64;
  loadFactor: f64;
  buckets: f64;
  overflowBuckets: f64;
  overflowBucketsEstimate: f64;
  isGrowing: f64;
  bytesCurrent: f64;
  bytesOld: f64;
  bytesHeld: f64;
  bytesPeak: f64;
  totalBytesAllocated: f64;
  totalAllocations: f64;
  bytesAbandoned: f64;
  growthsStarted: f64;

  /** What is kept in the same way of every map. */
  fillCommon(m: MapHandle): void {
    this.isGrowing = m.growing;
    this.bytesCurrent = <f64>m.bytesCurrent;
    this.bytesOld = <f64>m.bytesOld;
    this.bytesHeld = <f64>m.held();
    this.bytesPeak = <f64>m.bytesPeak;
    this.totalBytesAllocated = <f64>m.bytesTotal;
    this.totalAllocations = <f64>m.allocations;
    this.bytesAbandoned = <f64>m.bytesAbandoned;
    this.growthsStarted = m.growthsStarted;
    const kinds = changetype<usize>(this) + offsetof<StatsRecord>();
    for (let kind: usize = 0; kind < GROWTH_KINDS; kind++)
      store<f64>(kinds + (kind << 3), m.log.growthsOf(<GrowthKind>kind));
  }
}
