import type { MapModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';

/**
 * Hints worth trying around a number of entries: what the largest table below takes before it grows,
 * and what the next larger one does. None for maps that take no hint.
 *
 * @returns ascending
 */
export function hintsAround(map: MapModel, entries: number): readonly number[] {
  const { takesHint, entriesPerBucketAtGrowth: perBucket } = modelFacts(map);
  if (!takesHint || entries < 8) return [];
  // A table has a power of two of buckets, or of groups.
  const below = Math.floor(perBucket * 2 ** Math.floor(Math.log2(entries / perBucket)));
  return [below, 2 * below];
}
