import { mapFiguresOf } from '../../../maps/figures/map-figures.ts';
import { type NextGrowth, nextGrowth } from '../../../maps/figures/next-growth.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { MapStats } from '../../../maps/model/map-stats.ts';
import type { OperationCounts } from '../exporter/exported-map.ts';
import type { InstrumentedMap, TimedGrowth } from '../instrumented-map.ts';

/** Growth events listed by default. */
const listedGrowths = 16;
/** At most: writes wait for the page. */
export const mostListedGrowths = 128;

/** The growth that comes next; everything but `fits` is about its shard alone. */
export type MapSizeGrowth = Omit<NextGrowth, 'atEntries' | 'bytesBefore' | 'inMinutes'>;

/** Figures of each shard, and which of them are growing. */
export interface ShardSizes {
  readonly count: number;
  readonly growing: readonly number[];
  readonly entries: readonly number[];
  readonly bytesHeld: readonly number[];
  readonly growths: readonly number[];
}

/** What `/debug/mapsize` answers. */
export interface MapSize {
  readonly map: string;
  readonly model: MapModel;
  readonly key: string;
  readonly value: string;
  readonly guard: string;
  readonly limitBytes: number | null;
  readonly size: number;
  readonly capacity: number;
  readonly loadFactor: number;
  readonly buckets: number;
  readonly overflowBuckets: number;
  readonly bytes: {
    readonly held: number;
    readonly peak: number;
    readonly current: number;
    readonly old: number;
  };
  readonly writes: number;
  readonly lookups: number;
  readonly collisions: number;
  /** Writes that the map had no room for, by the reason. */
  readonly refusedWrites: OperationCounts['refusedWrites'];
  readonly isGrowing: boolean;
  readonly growthsByKind: MapStats['growthsByKind'];
  /** `null` also for a `sync.Map`, whose growths cannot be foreseen. */
  readonly nextGrowth: MapSizeGrowth | null;
  /** Of a sharded map, by number of the shard; the figures above are sums. */
  readonly shards: ShardSizes | null;
  /** The newest ones, oldest first, and how many are no longer listed anywhere. */
  readonly growthEvents: readonly TimedGrowth[];
  readonly growthEventsDropped: number;
}

/** The state of a map for people and programs, in time that does not depend on its size. */
export function mapSize(map: InstrumentedMap, events: number = listedGrowths): MapSize {
  const { options } = map;
  const { total: stats, shards } = map.shardedStats();
  return {
    map: options.name,
    model: options.map,
    key: options.key,
    value: options.value,
    guard: options.guard,
    limitBytes: options.limitBytes,
    size: stats.entries,
    capacity: stats.capacityEntries,
    loadFactor: stats.loadFactor,
    buckets: stats.buckets,
    overflowBuckets: stats.overflowBuckets,
    bytes: {
      held: stats.bytesHeld,
      peak: stats.bytesPeak,
      current: stats.bytesCurrent,
      old: stats.bytesOld,
    },
    writes: map.writes,
    lookups: map.lookups,
    collisions: map.collisions,
    refusedWrites: map.refusedWrites,
    isGrowing: stats.isGrowing,
    growthsByKind: stats.growthsByKind,
    nextGrowth: sizeGrowth(map, shards),
    shards: shards.length === 1 ? null : shardSizes(shards),
    growthEvents: map.growths(events),
    growthEventsDropped: map.growthsDropped,
  };
}

function sizeGrowth(
  { options }: InstrumentedMap,
  shards: readonly MapStats[],
): MapSizeGrowth | null {
  const figures = shards.map((stats) => mapFiguresOf(stats));
  const next = nextGrowth(options, figures, null, options.limitBytes);
  if (next === null) return null;
  const { atEntries: _1, bytesBefore: _2, inMinutes: _3, ...shown } = next;
  return shown;
}

function shardSizes(shards: readonly MapStats[]): ShardSizes {
  return {
    count: shards.length,
    growing: shards.flatMap(({ isGrowing }, shard) => (isGrowing ? [shard] : [])),
    entries: shards.map(({ entries }) => entries),
    bytesHeld: shards.map(({ bytesHeld }) => bytesHeld),
    growths: shards.map(({ growthsByKind }) =>
      Object.values(growthsByKind).reduce((sum, count) => sum + count, 0),
    ),
  };
}
