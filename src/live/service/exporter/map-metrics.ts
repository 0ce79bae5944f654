import type {
  WrittenExemplar,
  WrittenFamily,
  WrittenLabels,
  WrittenSample,
} from '../../../base/exposition/write-exposition.ts';
import type { MapFigures } from '../../../maps/figures/map-figures.ts';
import type { GrowthKind } from '../../../maps/model/growth-event.ts';
import { refusalReasons, type ExportedMap } from './exported-map.ts';

/** One value of a metric for one map. */
interface MapValue {
  readonly labels?: WrittenLabels;
  readonly value: number;
  readonly exemplar?: WrittenExemplar | null;
}

/** What a metric tells, and where it comes from. */
interface MapMetric {
  readonly type: 'gauge' | 'counter';
  /** Without the prefix, and of a counter without `_total`. */
  readonly name: string;
  readonly help: string;
  readonly unit?: string;
  /** `null` where nobody can see it: then the map has no such series. */
  readonly read: (map: ExportedMap) => number | null | readonly MapValue[];
}

/** The families of metrics of maps, in the order of a page; each map is a value of the label `map`. */
export function mapFamilies(maps: readonly ExportedMap[]): readonly WrittenFamily[] {
  return metrics.map(({ type, name, help, unit = null, read }) => ({
    type,
    name: `mapswell_map_${name}`,
    help,
    unit,
    samples: maps.flatMap((map) => samplesOf(map, read(map))),
  }));
}

function samplesOf(
  { name, createdAtMs }: ExportedMap,
  read: ReturnType<MapMetric['read']>,
): readonly WrittenSample[] {
  if (read === null) return [];
  const values = typeof read === 'number' ? [{ value: read }] : read;
  return values.map(({ labels, value, exemplar = null }) => ({
    labels: { map: name, ...labels },
    value,
    exemplar,
    createdSeconds: createdAtMs === null ? null : createdAtMs / 1000,
  }));
}

/** Only of maps with several shards: extremes instead of a series for each, of which there may be a thousand. */
const ofShards =
  (read: (shards: readonly MapFigures[]) => number) =>
  ({ shards }: ExportedMap): number | null =>
    shards === null ? null : read(shards);

const metrics: readonly MapMetric[] = [
  {
    type: 'gauge',
    name: 'entries',
    unit: 'entries',
    help: 'Entries in the map',
    read: ({ figures }) => figures.entries,
  },
  {
    type: 'gauge',
    name: 'deleted_entries',
    unit: 'entries',
    help: 'Deleted entries that still take a place; no series where nobody can see them',
    read: ({ figures }) => figures.deleted,
  },
  {
    type: 'gauge',
    name: 'capacity_entries',
    unit: 'entries',
    help: 'Entries that fit before the next growth',
    read: ({ figures }) => figures.capacityEntries,
  },
  {
    type: 'gauge',
    name: 'load_factor',
    help: 'Entries per slot',
    read: ({ figures }) => figures.loadFactor,
  },
  {
    type: 'gauge',
    name: 'buckets',
    unit: 'buckets',
    help: 'Buckets or groups of the current table',
    read: ({ figures }) => figures.buckets,
  },
  {
    type: 'gauge',
    name: 'overflow_buckets',
    unit: 'buckets',
    help: 'Overflow buckets in use',
    read: ({ figures }) => figures.overflowBuckets,
  },
  {
    type: 'gauge',
    name: 'bytes',
    unit: 'bytes',
    help: 'Bytes held by the current table and by the one it replaces',
    read: ({ figures: { bytes } }) => [
      { labels: { generation: 'current' }, value: bytes.held - bytes.old },
      { labels: { generation: 'old' }, value: bytes.old },
    ],
  },
  {
    type: 'gauge',
    name: 'limit_bytes',
    unit: 'bytes',
    help: 'Bytes that the map may hold; no series without a limit',
    read: ({ limitBytes }) => limitBytes,
  },
  {
    type: 'gauge',
    name: 'growth_threshold_entries',
    unit: 'entries',
    help: 'Entries after the insert that starts the next growth',
    // Where no growth can come, what the map can hold.
    read: ({ nextGrowth, figures }) => nextGrowth?.atEntries ?? figures.capacityEntries,
  },
  {
    type: 'gauge',
    name: 'growing',
    help: '1 while old and new table live side by side',
    read: ({ figures, shards }) =>
      figures.growing !== null || shards?.some(({ growing }) => growing !== null) ? 1 : 0,
  },
  {
    type: 'counter',
    name: 'growths',
    help: 'Growths started',
    read: (map) =>
      map.figures.growthsByKind === null
        ? null
        : map.growthKinds.map((kind) => growthsOf(map, kind)),
  },
  {
    type: 'counter',
    name: 'refused_writes',
    help: 'Writes that the map had no room for',
    read: ({ counts }) =>
      counts === null
        ? null
        : refusalReasons.map((reason) => ({
            labels: { reason },
            value: counts.refusedWrites[reason],
          })),
  },
  {
    type: 'counter',
    name: 'collisions',
    help: 'Inserts that found no room in the first bucket or group of their key',
    read: ({ counts }) => counts?.collisions ?? null,
  },
  {
    type: 'counter',
    name: 'writes',
    help: 'Entries written and deletes performed',
    read: ({ counts }) => counts?.writes ?? null,
  },
  {
    type: 'counter',
    name: 'lookups',
    help: 'Lookups performed',
    read: ({ counts }) => counts?.lookups ?? null,
  },
  {
    type: 'gauge',
    name: 'hot_key_share',
    help: 'Share of the operations of the last minutes that ask for one of the heaviest keys, by a sample',
    // By rank, so that there are ten series whatever the keys: their hashes stand in /debug/mapsize.
    read: ({ keys }) =>
      keys?.keys.map(({ share }, rank) => ({
        labels: { rank: String(rank + 1) },
        value: share,
      })) ?? null,
  },
  {
    type: 'counter',
    name: 'guard_wait_seconds',
    unit: 'seconds',
    help: 'Time that operations waited for the guard of the map; no series without one',
    read: ({ guardWaitSeconds }) => guardWaitSeconds,
  },
  {
    type: 'gauge',
    name: 'shard_load_max',
    help: 'Share of the operations of the last minutes on the shard with most of them, by a sample',
    read: ({ keys }) => (keys === null || keys.shards === null ? null : Math.max(...keys.shards)),
  },
  {
    type: 'gauge',
    name: 'shards',
    help: 'Maps that the entries are split among',
    read: ofShards((shards) => shards.length),
  },
  {
    type: 'gauge',
    name: 'shards_growing',
    help: 'Shards with old and new table side by side',
    read: ofShards((shards) => shards.filter(({ growing }) => growing !== null).length),
  },
  {
    type: 'gauge',
    name: 'shard_entries_min',
    help: 'Entries of the emptiest shard',
    read: ofShards((shards) => Math.min(...shards.map(({ entries }) => entries))),
  },
  {
    type: 'gauge',
    name: 'shard_entries_max',
    help: 'Entries of the fullest shard',
    read: ofShards((shards) => Math.max(...shards.map(({ entries }) => entries))),
  },
  {
    type: 'gauge',
    name: 'shard_bytes_max',
    help: 'Bytes held by the largest shard',
    read: ofShards((shards) => Math.max(...shards.map(({ bytes }) => bytes.held))),
  },
];

/** The counter of a kind, with its newest growth as the exemplar. */
function growthsOf({ figures, growths }: ExportedMap, kind: GrowthKind): MapValue {
  const newest = growths.findLast((growth) => growth.kind === kind);
  return {
    labels: { kind },
    value: figures.growthsByKind?.[kind] ?? 0,
    exemplar:
      newest === undefined
        ? null
        : {
            labels: {
              shard: String(newest.shard),
              entries: String(newest.entries),
              from_buckets: String(newest.fromBuckets),
              to_buckets: String(newest.toBuckets),
            },
            value: 1,
            timestampSeconds: newest.startedAtMs / 1000,
          },
  };
}
