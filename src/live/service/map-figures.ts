import { mapFiguresOf } from '../../maps/figures/map-figures.ts';
import { nextGrowth } from '../../maps/figures/next-growth.ts';
import type { ShardedStats } from '../../maps/model/map-stats.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { InstrumentedMap } from './instrumented-map.ts';

/** Labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** One value of a figure. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** The state of a map at one moment, and of its shards. */
export interface Look extends ShardedStats {
  readonly map: InstrumentedMap;
}

/** What a metric tells, and where it comes from. */
export interface Figure {
  readonly kind: 'gauge' | 'counter';
  readonly name: string;
  readonly help: string;
  /** Names of labels beside `map`. */
  readonly labels?: readonly string[];
  /** Only of maps with several shards. */
  readonly isOfShards?: true;
  readonly read: (look: Look) => number | readonly Sample[];
}

/** The metrics of a map, in the order in which a page has them. */
export const mapFigures: readonly Figure[] = [
  {
    kind: 'gauge',
    name: 'entries',
    help: 'Entries in the map',
    read: ({ total }) => total.entries,
  },
  {
    kind: 'gauge',
    name: 'capacity_entries',
    help: 'Entries that fit before the next growth',
    read: ({ total }) => total.capacityEntries,
  },
  {
    kind: 'gauge',
    name: 'load_factor',
    help: 'Entries per slot',
    read: ({ total }) => total.loadFactor,
  },
  {
    kind: 'gauge',
    name: 'buckets',
    help: 'Buckets or groups of the current table',
    read: ({ total }) => total.buckets,
  },
  {
    kind: 'gauge',
    name: 'overflow_buckets',
    help: 'Overflow buckets in use',
    read: ({ total }) => total.overflowBuckets,
  },
  {
    kind: 'gauge',
    name: 'bytes',
    help: 'Bytes held by the current table and by the one it replaces',
    labels: ['generation'],
    read: ({ total }) => [
      { labels: { generation: 'current' }, value: total.bytesHeld - total.bytesOld },
      { labels: { generation: 'old' }, value: total.bytesOld },
    ],
  },
  {
    kind: 'gauge',
    name: 'growth_threshold_entries',
    help: 'Entries after the insert that starts the next growth',
    // Where no growth can come, what the map can hold.
    read: ({ map, total, shards }) =>
      nextGrowth(
        map.options,
        shards.map((stats) => mapFiguresOf(stats)),
      )?.atEntries ?? total.capacityEntries,
  },
  {
    kind: 'gauge',
    name: 'growing',
    help: '1 while old and new table live side by side',
    read: ({ total }) => (total.isGrowing ? 1 : 0),
  },
  {
    kind: 'counter',
    name: 'growths_total',
    help: 'Growths started',
    labels: ['kind'],
    read: ({ map, total }) =>
      // Every kind of a model is there from the first scrape on, or no rate could be told.
      modelFacts(map.options.map).growthKinds.map((kind) => ({
        labels: { kind },
        value: total.growthsByKind[kind] ?? 0,
      })),
  },
  {
    kind: 'counter',
    name: 'collisions_total',
    help: 'Inserts that found no room in the first bucket or group of their key',
    read: ({ map }) => map.collisions,
  },
  {
    kind: 'counter',
    name: 'writes_total',
    help: 'Entries written and deletes performed',
    read: ({ map }) => map.writes,
  },
  {
    kind: 'counter',
    name: 'lookups_total',
    help: 'Lookups performed',
    read: ({ map }) => map.lookups,
  },
  // Extremes instead of a series for each shard, of which there may be a thousand.
  {
    kind: 'gauge',
    name: 'shards',
    help: 'Maps that the entries are split among',
    isOfShards: true,
    read: ({ shards }) => shards.length,
  },
  {
    kind: 'gauge',
    name: 'shards_growing',
    help: 'Shards with old and new table side by side',
    isOfShards: true,
    read: ({ shards }) => shards.filter((shard) => shard.isGrowing).length,
  },
  {
    kind: 'gauge',
    name: 'shard_entries_min',
    help: 'Entries of the emptiest shard',
    isOfShards: true,
    read: ({ shards }) => Math.min(...shards.map((shard) => shard.entries)),
  },
  {
    kind: 'gauge',
    name: 'shard_entries_max',
    help: 'Entries of the fullest shard',
    isOfShards: true,
    read: ({ shards }) => Math.max(...shards.map((shard) => shard.entries)),
  },
  {
    kind: 'gauge',
    name: 'shard_bytes_max',
    help: 'Bytes held by the largest shard',
    isOfShards: true,
    read: ({ shards }) => Math.max(...shards.map((shard) => shard.bytesHeld)),
  },
];
