import { type GrowthKind, growthKinds } from '../model/growth-event.ts';
import type { MapStats } from '../model/map-stats.ts';

/**
 * The state of all shards together: counts and bytes are sums, the load factor is that of all slots.
 * One plain loop: there may be a thousand shards, and writes wait for whoever looks.
 *
 * @param bytesPeak highest sum at one time, which is less than the sum of the peaks
 * @param slotsPerBucket 8 in Go's maps, 2 in V8's
 * @param growthsByKind of all shards, where they are known
 */
export function sumMapStats(
  shards: readonly MapStats[],
  bytesPeak: number,
  slotsPerBucket = 8,
  growthsByKind: MapStats['growthsByKind'] = sumGrowths(shards),
): MapStats {
  const sum = { ...nothing, bytesPeak, growthsByKind };
  for (const stats of shards) {
    sum.entries += stats.entries;
    sum.capacityEntries += stats.capacityEntries;
    sum.buckets += stats.buckets;
    sum.overflowBuckets += stats.overflowBuckets;
    sum.overflowBucketsEstimate += stats.overflowBucketsEstimate;
    sum.isGrowing ||= stats.isGrowing;
    sum.bytesCurrent += stats.bytesCurrent;
    sum.bytesOld += stats.bytesOld;
    sum.bytesHeld += stats.bytesHeld;
    sum.totalBytesAllocated += stats.totalBytesAllocated;
    sum.totalAllocations += stats.totalAllocations;
    sum.bytesAbandoned += stats.bytesAbandoned;
  }
  const slots = sum.buckets * slotsPerBucket;
  sum.loadFactor = slots === 0 ? 0 : sum.entries / slots;
  return sum;
}

const nothing = {
  entries: 0,
  capacityEntries: 0,
  loadFactor: 0,
  buckets: 0,
  overflowBuckets: 0,
  overflowBucketsEstimate: 0,
  isGrowing: false,
  bytesCurrent: 0,
  bytesOld: 0,
  bytesHeld: 0,
  totalBytesAllocated: 0,
  totalAllocations: 0,
  bytesAbandoned: 0,
};

/** Growths of all shards together, of the kinds that there were. */
export function sumGrowths(shards: readonly MapStats[]): MapStats['growthsByKind'] {
  const sum: Partial<Record<GrowthKind, number>> = {};
  for (const { growthsByKind } of shards)
    for (const kind of growthKinds) {
      const growths = growthsByKind[kind];
      if (growths !== undefined) sum[kind] = (sum[kind] ?? 0) + growths;
    }
  return sum;
}
