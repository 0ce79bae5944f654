import type { MapModel } from '../../../maps/model/map-model.ts';

/**
 * Hints worth trying around a number of entries: what the largest table below takes before it grows,
 * and what the next larger one does. None for maps that take no hint.
 *
 * @returns ascending
 */
export function hintsAround(map: MapModel, entries: number): readonly number[] {
  if (map === 'v8' || entries < 8) return [];
  // 6.5 entries per bucket of 8 slots (classic), 7 per group of 8 (Swiss); powers of two of them.
  const perBucket = map === 'go1.22' || map === 'go1.23' ? 6.5 : 7;
  const below = Math.floor(perBucket * 2 ** Math.floor(Math.log2(entries / perBucket)));
  return [below, 2 * below];
}
