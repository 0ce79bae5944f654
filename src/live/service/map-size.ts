import type { PlannedGrowth } from '../../maps/model/size/growth-plan.ts';
import type { MapStats } from '../../maps/model/map-stats.ts';
import { foreseenGrowth } from './growth-threshold.ts';
import type { InstrumentedMap, TimedGrowth } from './instrumented-map.ts';

/** Growth events listed by default. */
const LISTED_GROWTHS = 16;
/** At most: writes wait for the page. */
export const mostListedGrowths = 128;

/** The growth that comes next, by the size model of the map. */
export interface NextGrowth extends Pick<
  PlannedGrowth,
  'kind' | 'fromBuckets' | 'toBuckets' | 'bytesDuring' | 'bytesAfter'
> {
  /** Which shard; everything but `fits` is about that one alone. */
  readonly shard: number;
  /** Entries after the insert that starts it, and inserts until then. */
  readonly entries: number;
  readonly entriesLeft: number;
  /** Whether the hash has a say in the figures, so that they are means. */
  readonly isExpectedValue: boolean;
  /** Whether its peak fits into the limit, beside what other shards hold; `null` without a limit. */
  readonly fits: boolean | null;
}

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
  readonly model: string;
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
  readonly isGrowing: boolean;
  readonly growthsByKind: MapStats['growthsByKind'];
  /** `null` also for a `sync.Map`, whose growths cannot be foreseen. */
  readonly nextGrowth: NextGrowth | null;
  /** Of a sharded map, by number of the shard; the figures above are sums. */
  readonly shards: ShardSizes | null;
  /** The newest ones, oldest first, and how many are no longer listed anywhere. */
  readonly growthEvents: readonly TimedGrowth[];
  readonly growthEventsDropped: number;
}

/** The state of a map for people and programs, in time that does not depend on its size. */
export function mapSize(map: InstrumentedMap, events: number = LISTED_GROWTHS): MapSize {
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
    isGrowing: stats.isGrowing,
    growthsByKind: stats.growthsByKind,
    nextGrowth: nextGrowth(map, stats, shards),
    shards: shards.length === 1 ? null : shardSizes(shards),
    growthEvents: map.growths(events),
    growthEventsDropped: map.growthsDropped,
  };
}

function nextGrowth(
  map: InstrumentedMap,
  total: MapStats,
  shards: readonly MapStats[],
): NextGrowth | null {
  const foreseen = foreseenGrowth(map, shards);
  if (foreseen === null) return null;
  const { planned, shard, stats } = foreseen;
  const { limitBytes } = map.options;
  const bytesElsewhere = total.bytesHeld - stats.bytesHeld;
  return {
    kind: planned.kind,
    shard,
    entries: planned.entries,
    entriesLeft: planned.entries - stats.entries,
    fromBuckets: planned.fromBuckets,
    toBuckets: planned.toBuckets,
    bytesDuring: planned.bytesDuring,
    bytesAfter: planned.bytesAfter,
    isExpectedValue: planned.isExpectedValue,
    fits: limitBytes === null ? null : bytesElsewhere + planned.bytesDuring <= limitBytes,
  };
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
