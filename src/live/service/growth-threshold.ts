import type { MapStats } from '../../maps/model/map-stats.ts';
import type { PlannedGrowth } from '../../maps/model/size/growth-plan.ts';
import type { MapModel } from '../../maps/model/map-model.ts';
import type { SizeModel } from '../../maps/model/size/size-model.ts';
import type { InstrumentedMap } from './instrumented-map.ts';

/** The growth that comes next. */
export interface ForeseenGrowth {
  /** Of the shard alone. */
  readonly planned: PlannedGrowth;
  readonly shard: number;
  /** The state of the shard now. */
  readonly stats: MapStats;
}

/**
 * The growth that comes next, by the size model of the map; `null` where none can come or none can be
 * foreseen. Of several shards, that of the one which is nearest to it.
 *
 * A classic map and V8's grow as a whole when they are full, so the model is asked for the growth of
 * a map that is just that: a map that shrank keeps its table. The tables of a Swiss map grow one by
 * one, and the model is asked for the entries that are there.
 */
export function foreseenGrowth(
  map: InstrumentedMap,
  shards: readonly MapStats[],
): ForeseenGrowth | null {
  const shard = nearestToGrowth(shards);
  const stats = shards[shard];
  if (stats === undefined || map.model === null) return null;
  const planned = plannedGrowth(map.model, map.options.map, stats);
  return planned === null ? null : { planned, shard, stats };
}

function plannedGrowth(model: SizeModel, map: MapModel, stats: MapStats): PlannedGrowth | null {
  if (/^go1\.2[4-7]$/.test(map)) return model.nextGrowth(stats.entries);
  if (map !== 'v8') return model.nextGrowth(stats.capacityEntries);
  // Deleted entries keep their places until a new table is made: of the same size where half are gone.
  const places = 2 * stats.buckets;
  const doubling = model.nextGrowth(places);
  const entries = stats.capacityEntries + 1;
  if (places - stats.capacityEntries < places / 2)
    return doubling === null ? null : { ...doubling, entries };
  const { buckets, bytesHeld, bytesCurrent } = stats;
  return {
    kind: 'rehash',
    entries,
    fromBuckets: buckets,
    toBuckets: buckets,
    bytesBefore: bytesHeld,
    bytesDuring: bytesHeld + bytesCurrent,
    bytesAfter: bytesHeld,
    isExpectedValue: false,
    wave: null,
  };
}

function nearestToGrowth(shards: readonly MapStats[]): number {
  const left = shards.map(({ capacityEntries, entries }) => capacityEntries - entries);
  return left.indexOf(Math.min(...left));
}

/**
 * Entries after the insert that starts the next growth: with shards the expected ones, because each
 * gets an equal part of the new keys. Where no growth can come, what the map can hold.
 */
export function growthThreshold(
  foreseen: ForeseenGrowth | null,
  total: MapStats,
  shards: number,
): number {
  if (foreseen === null) return total.capacityEntries;
  const left = foreseen.planned.entries - foreseen.stats.entries;
  return shards === 1 ? foreseen.planned.entries : total.entries + left * shards;
}
