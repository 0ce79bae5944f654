import { type GrowthKind, growthKinds } from './growth-event.ts';
import type { MapStats } from './map-stats.ts';

/**
 * The state of all shards together: counts and bytes are sums, the load factor is that of all slots.
 *
 * @param bytesPeak highest sum at one time, which is less than the sum of the peaks
 * @param slotsPerBucket 8 in Go's maps, 2 in V8's
 */
export function sumMapStats(
  shards: readonly MapStats[],
  bytesPeak: number,
  slotsPerBucket = 8,
): MapStats {
  const sum = (figure: (stats: MapStats) => number): number =>
    shards.reduce((total, stats) => total + figure(stats), 0);
  const entries = sum((stats) => stats.entries);
  const buckets = sum((stats) => stats.buckets);
  return {
    entries,
    capacityEntries: sum((stats) => stats.capacityEntries),
    loadFactor: buckets === 0 ? 0 : entries / (buckets * slotsPerBucket),
    buckets,
    overflowBuckets: sum((stats) => stats.overflowBuckets),
    overflowBucketsEstimate: sum((stats) => stats.overflowBucketsEstimate),
    isGrowing: shards.some((stats) => stats.isGrowing),
    bytesCurrent: sum((stats) => stats.bytesCurrent),
    bytesOld: sum((stats) => stats.bytesOld),
    bytesHeld: sum((stats) => stats.bytesHeld),
    bytesPeak,
    totalBytesAllocated: sum((stats) => stats.totalBytesAllocated),
    totalAllocations: sum((stats) => stats.totalAllocations),
    bytesAbandoned: sum((stats) => stats.bytesAbandoned),
    growthsByKind: sumByKind(shards),
  };
}

function sumByKind(shards: readonly MapStats[]): Partial<Record<GrowthKind, number>> {
  return Object.fromEntries(
    growthKinds
      .map(
        (kind) =>
          [
            kind,
            shards.reduce((total, { growthsByKind }) => total + (growthsByKind[kind] ?? 0), 0),
          ] as const,
      )
      .filter(([, count]) => count > 0),
  );
}
