import type { Evacuation, MapShape } from '../../../maps/figures/map-shape.ts';
import type { ChainStats } from '../../../maps/model/map-stats.ts';
import { addHistograms } from '../../../base/stats/streams/add-histograms.ts';

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
