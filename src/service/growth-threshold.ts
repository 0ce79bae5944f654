import type { MapStats } from '../map/map-stats.ts';
import type { PlannedGrowth } from '../map/growth-plan.ts';
import type { InstrumentedMap } from './instrumented-map.ts';

/**
 * The growth that comes next, by the size model of the map; `null` where none can come.
 *
 * A classic map and V8's grow as a whole when they are full, so the model is asked for the growth of
 * a map that is just that: a map that shrank keeps its table. The tables of a Swiss map grow one by
 * one, and the model is asked for the entries that are there.
 */
export function plannedGrowth(map: InstrumentedMap, stats: MapStats): PlannedGrowth | null {
  const isSwiss = /^go1\.2[4-7]$/.test(map.options.map);
  return map.model.nextGrowth(isSwiss ? stats.entries : stats.capacityEntries);
}

/** Entries after the insert that starts the next growth; where none can come, what the map can hold. */
export function growthThreshold(map: InstrumentedMap, stats: MapStats): number {
  return plannedGrowth(map, stats)?.entries ?? stats.capacityEntries;
}
