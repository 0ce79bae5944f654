import type { CountedFigures } from '../../../maps/figures/map-figures.ts';
import { type NextGrowth, nextGrowth } from '../../../maps/figures/next-growth.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { OperationCounts } from '../exporter/exported-map.ts';
import type { InstrumentedMap, TimedGrowth } from '../instrumented-map.ts';
import type { SampledKeyLoad } from './sampled-keys.ts';
import { servedMapNow, type ServedMapNow } from '../served-source.ts';

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
  readonly growthsByKind: CountedFigures['growthsByKind'];
  /** `null` also for a `sync.Map`, whose growths cannot be foreseen. */
  readonly nextGrowth: MapSizeGrowth | null;
  /** Of a sharded map, by number of the shard; the figures above are sums. */
  readonly shards: ShardSizes | null;
  /** The newest ones, oldest first, and how many are no longer listed anywhere. */
  readonly growthEvents: readonly TimedGrowth[];
  readonly growthEventsDropped: number;
  /** Which keys are asked for most, by a sample of the operations of the last five to ten minutes. */
  readonly hotKeys?: SampledKeyLoad;
}

/** The state of a map for people and programs, in time that does not depend on its size. */
export function mapSize(map: InstrumentedMap, events: number = listedGrowths): MapSize {
  const live = servedMapNow(map);
  const { spec, figures, shards } = live;
  const { held, peak, current, old } = figures.bytes;
  return {
    map: live.name,
    model: spec.map,
    key: spec.key,
    value: spec.value,
    guard: spec.guard,
    limitBytes: spec.limitBytes,
    size: figures.entries,
    capacity: figures.capacityEntries,
    loadFactor: figures.loadFactor,
    buckets: figures.buckets,
    overflowBuckets: figures.overflowBuckets,
    bytes: { held, peak, current, old },
    writes: map.writes,
    lookups: map.lookups,
    collisions: map.collisions,
    refusedWrites: map.refusedWrites,
    isGrowing: figures.growing !== null,
    growthsByKind: figures.growthsByKind,
    nextGrowth: sizeGrowth(live),
    shards: shards === null ? null : shardSizes(shards),
    growthEvents: map.growths(events),
    growthEventsDropped: map.growthsDropped,
    hotKeys: map.sampledKeys.read(),
  };
}

function sizeGrowth({ spec, figures, shards }: ServedMapNow): MapSizeGrowth | null {
  const next = nextGrowth(spec, shards ?? figures, null, spec.limitBytes);
  if (next === null) return null;
  const { atEntries: _1, bytesBefore: _2, inMinutes: _3, ...shown } = next;
  return shown;
}

function shardSizes(shards: readonly CountedFigures[]): ShardSizes {
  return {
    count: shards.length,
    growing: shards.flatMap(({ growing }, shard) => (growing === null ? [] : [shard])),
    entries: shards.map(({ entries }) => entries),
    bytesHeld: shards.map(({ bytes }) => bytes.held),
    growths: shards.map(({ growthsByKind }) =>
      Object.values(growthsByKind).reduce((sum, count) => sum + count, 0),
    ),
  };
}
