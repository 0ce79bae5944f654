import { type GrowthKind, growthKinds } from '../map/growth-event.ts';
import type { Evacuation, MapShape } from '../map/map-shape.ts';
import type { ChainStats, MapStats } from '../map/map-stats.ts';
import { addHistograms } from '../stats/add-histograms.ts';

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
  const entriesPerBucket = addHistograms(shards.map((chains) => chains.entriesPerBucket));
  const bucketsPerChain = addHistograms(shards.map((chains) => chains.bucketsPerChain));
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

/** What all shards together are made of; figures that a model does not have stay `null`. */
export function sumMapShapes(shards: readonly MapShape[]): MapShape {
  const sum = (figure: (shape: MapShape) => number): number =>
    shards.reduce((total, shape) => total + figure(shape), 0);
  const sumKnown = (figure: (shape: MapShape) => number | null): number | null =>
    shards.some((shape) => figure(shape) === null) ? null : sum((shape) => figure(shape) ?? 0);
  return {
    bytesTable: sum((shape) => shape.bytesTable),
    bytesOldTable: sum((shape) => shape.bytesOldTable),
    bytesHeaders: sum((shape) => shape.bytesHeaders),
    bytesEntries: sum((shape) => shape.bytesEntries),
    sparesLeft: sumKnown((shape) => shape.sparesLeft),
    tombstones: sumKnown((shape) => shape.tombstones),
    tables: sumKnown((shape) => shape.tables),
    directoryEntries: sumKnown((shape) => shape.directoryEntries),
    evacuation: sumEvacuations(shards.flatMap(({ evacuation }) => evacuation ?? [])),
    reseeds: sum((shape) => shape.reseeds),
  };
}

function sumEvacuations(evacuations: readonly Evacuation[]): Evacuation | null {
  if (evacuations.length === 0) return null;
  const sum = (figure: (evacuation: Evacuation) => number): number =>
    evacuations.reduce((total, evacuation) => total + figure(evacuation), 0);
  return {
    oldBuckets: sum(({ oldBuckets }) => oldBuckets),
    movedBuckets: sum(({ movedBuckets }) => movedBuckets),
    fewestWritesLeft: sum(({ fewestWritesLeft }) => fewestWritesLeft),
    mostWritesLeft: sum(({ mostWritesLeft }) => mostWritesLeft),
    isStalled: evacuations.some(({ isStalled }) => isStalled),
  };
}
