import { growthEventJsonSchema } from '../../../maps/figures/growth-cloud-event-schema.ts';
import { mapSizeJsonSchema } from '../../service/size/map-size-schema.ts';
import type { DebugPromise, EventsPromise, MetricsPromise, RequiredMetric } from './contract.ts';

/** What a contract may be built on. */
export interface Preset {
  readonly metrics: MetricsPromise & { readonly require: readonly RequiredMetric[] };
  readonly debug: DebugPromise;
  readonly events: EventsPromise;
}

const gauge = (name: string, more: Partial<RequiredMetric> = {}): RequiredMetric => ({
  name: `mapswell_map_${name}`,
  type: 'gauge',
  labels: ['map'],
  ...more,
});
const counter = (name: string, more: Partial<RequiredMetric> = {}): RequiredMetric => ({
  ...gauge(name, more),
  type: 'counter',
});
const entries = { unit: 'entries' };
const optional = { optional: true };

/**
 * `mapswell/map@1`: what mapswell exposes of a map. Optional is what only some sources can see: counts of
 * operations where the map is served, a limit where there is one, shards where it is split.
 */
export function mapPreset(): Preset {
  made ??= makePreset();
  return made;
}

/** Schemas are made once, so that they are compiled once. */
let made: Preset | null = null;

function makePreset(): Preset {
  return {
    metrics: {
      path: '/metrics',
      formats: ['text', 'openmetrics'],
      maxSeriesPerMetric: 1000,
      require: [
        gauge('entries', entries),
        gauge('capacity_entries', entries),
        gauge('load_factor'),
        gauge('buckets', { unit: 'buckets' }),
        gauge('overflow_buckets', { unit: 'buckets', ...optional }),
        gauge('bytes', {
          labels: { map: 'any', generation: ['current', 'old'] },
          unit: 'bytes',
        }),
        gauge('limit_bytes', { unit: 'bytes', ...optional }),
        gauge('growth_threshold_entries', entries),
        gauge('growing'),
        counter('growths_total', { labels: ['map', 'kind'] }),
        counter('refused_writes_total', { labels: ['map', 'reason'], ...optional }),
        counter('collisions_total', optional),
        counter('writes_total', optional),
        counter('lookups_total', optional),
        gauge('hot_key_share', { labels: ['map', 'rank'], ...optional }),
        counter('guard_wait_seconds_total', { unit: 'seconds', ...optional }),
        gauge('shard_load_max', optional),
        gauge('shards', optional),
        gauge('shards_growing', optional),
        gauge('shard_entries_min', optional),
        gauge('shard_entries_max', optional),
        gauge('shard_bytes_max', optional),
      ],
    },
    debug: {
      path: '/debug/mapsize',
      schema: mapSizeJsonSchema(),
      fields: {
        entries: '/size',
        growths: '/growthsByKind',
        untilGrowth: '/nextGrowth/entriesLeft',
        isMean: '/nextGrowth/isExpectedValue',
        kind: '/nextGrowth/kind',
        shard: '/nextGrowth/shard',
        shardEntries: '/shards/entries',
        shardGrowths: '/shards/growths',
        growthEvents: '/growthEvents',
      },
    },
    events: {
      source: { stream: '/debug/mapsize/events' },
      schema: growthEventJsonSchema(),
      within: '2s',
      shard: '/data/shard',
      time: '/time',
    },
  };
}

/** What driving reads where a contract does not say otherwise. */
export const usualDriveMetrics = {
  entries: 'mapswell_map_entries',
  growths: 'mapswell_map_growths_total',
  writes: 'mapswell_map_writes_total',
  threshold: 'mapswell_map_growth_threshold_entries',
} as const;
