import type { GrowthKind } from '../map/growth-event.ts';
import { growthKinds } from '../map/read-map-stats.ts';
import type { ChainStats, MapStats } from '../map/map-stats.ts';

const SLOTS_PER_BUCKET = 8;

/**
 * The state of all shards together: counts and bytes are sums, the load factor is that of all slots.
 *
 * @param bytesPeak highest sum at one time, which is less than the sum of the peaks
 */
export function sumMapStats(shards: readonly MapStats[], bytesPeak: number): MapStats {
  const sum = (figure: (stats: MapStats) => number): number =>
    shards.reduce((total, stats) => total + figure(stats), 0);
  const entries = sum((stats) => stats.entries);
  const buckets = sum((stats) => stats.buckets);
  return {
    entries,
    capacityEntries: sum((stats) => stats.capacityEntries),
    loadFactor: buckets === 0 ? 0 : entries / (buckets * SLOTS_PER_BUCKET),
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

/** The chains of all shards together: histograms add up, lengths are maxima. */
export function sumChainStats(shards: readonly ChainStats[]): ChainStats {
  const entriesPerBucket = addUp(shards.map((chains) => chains.entriesPerBucket));
  const bucketsPerChain = addUp(shards.map((chains) => chains.bucketsPerChain));
  const chains = bucketsPerChain.reduce((sum, count) => sum + count, 0);
  const buckets = bucketsPerChain.reduce((sum, count, length) => sum + count * length, 0);
  return {
    entriesPerBucket,
    bucketsPerChain,
    maxChainBuckets: Math.max(...shards.map((stats) => stats.maxChainBuckets)),
    meanChainBuckets: chains === 0 ? 0 : buckets / chains,
    maxChainEntries: Math.max(...shards.map((stats) => stats.maxChainEntries)),
  };
}

function addUp(histograms: readonly (readonly number[])[]): number[] {
  const length = Math.max(0, ...histograms.map((histogram) => histogram.length));
  return Array.from({ length }, (_, at) =>
    histograms.reduce((sum, histogram) => sum + (histogram[at] ?? 0), 0),
  );
}
