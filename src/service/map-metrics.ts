import { Counter, Gauge, Registry, type RegistryContentType } from 'prom-client';
import type { GrowthKind } from '../map/growth-event.ts';
import type { MapModel } from '../map/map-model.ts';
import type { MapStats } from '../map/map-stats.ts';
import type { InstrumentedMap } from './instrumented-map.ts';
import { foreseenGrowth, growthThreshold } from './growth-threshold.ts';

/** A page of metrics as Prometheus scrapes it. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

type Labels = Readonly<Record<string, string>>;

/**
 * The metrics of a map, read at this moment: nothing is counted twice, so that a scrape costs what
 * it costs and an operation nothing.
 *
 * @param isOpenMetrics OpenMetrics 1.0 instead of Prometheus's text format 0.0.4
 */
export async function mapMetrics(
  map: InstrumentedMap,
  isOpenMetrics: boolean,
): Promise<MetricsPage> {
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(
    isOpenMetrics ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE,
  );
  const labels: Labels = { map: map.options.name };
  const gauge = gaugeWriter(registry, labels);
  const counter = counterWriter(registry, labels);
  const { total: stats, shards } = map.shardedStats();
  gauge('entries', 'Entries in the map', stats.entries);
  gauge('capacity_entries', 'Entries that fit before the next growth', stats.capacityEntries);
  gauge('load_factor', 'Entries per slot', stats.loadFactor);
  gauge('buckets', 'Buckets or groups of the current table', stats.buckets);
  gauge('overflow_buckets', 'Overflow buckets in use', stats.overflowBuckets);
  const bytesHelp = 'Bytes held by the current table and by the one it replaces';
  gauge('bytes', bytesHelp, [
    { labels: { generation: 'current' }, value: stats.bytesHeld - stats.bytesOld },
    { labels: { generation: 'old' }, value: stats.bytesOld },
  ]);
  const thresholdHelp = 'Entries after the insert that starts the next growth';
  const threshold = growthThreshold(foreseenGrowth(map, shards), stats, shards.length);
  gauge('growth_threshold_entries', thresholdHelp, threshold);
  gauge('growing', '1 while old and new table live side by side', stats.isGrowing ? 1 : 0);
  const growths = growthKindsOf(map.options.map).map((kind) => ({
    labels: { kind },
    value: stats.growthsByKind[kind] ?? 0,
  }));
  counter('growths_total', 'Growths started', growths);
  const collisionsHelp = 'Inserts that found no room in the first bucket or group of their key';
  counter('collisions_total', collisionsHelp, map.collisions);
  counter('writes_total', 'Entries written and deletes performed', map.writes);
  counter('lookups_total', 'Lookups performed', map.lookups);
  if (shards.length > 1) shardGauges(gauge, shards);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

/** Extremes instead of a series for each shard, of which there may be a thousand. */
function shardGauges(gauge: MetricWriter, shards: readonly MapStats[]): void {
  const entries = shards.map((shard) => shard.entries);
  const bytes = shards.map((shard) => shard.bytesHeld);
  gauge('shards', 'Maps that the entries are split among', shards.length);
  const growing = shards.filter((shard) => shard.isGrowing).length;
  gauge('shards_growing', 'Shards with old and new table side by side', growing);
  gauge('shard_entries_min', 'Entries of the emptiest shard', Math.min(...entries));
  gauge('shard_entries_max', 'Entries of the fullest shard', Math.max(...entries));
  gauge('shard_bytes_max', 'Bytes held by the largest shard', Math.max(...bytes));
}

/** Every kind that a model knows is there from the first scrape on, or no rate could be told. */
function growthKindsOf(model: MapModel): readonly GrowthKind[] {
  if (model === 'v8') return ['double', 'rehash', 'shrink'];
  return model === 'go1.22' || model === 'go1.23'
    ? ['double', 'same-size']
    : ['table-growth', 'split', 'directory-doubling', 'prune'];
}

type Sample = { readonly labels: Labels; readonly value: number };
type MetricWriter = (name: string, help: string, values: number | readonly Sample[]) => void;

function samplesOf(values: number | readonly Sample[]): readonly Sample[] {
  return typeof values === 'number' ? [{ labels: {}, value: values }] : values;
}

function labelNames(samples: readonly Sample[]): string[] {
  return ['map', ...Object.keys(samples[0]?.labels ?? {})];
}

function gaugeWriter(registry: Registry<RegistryContentType>, shared: Labels): MetricWriter {
  return (name, help, values) => {
    const samples = samplesOf(values);
    const metric = new Gauge({
      name: `mapswell_map_${name}`,
      help,
      labelNames: labelNames(samples),
      registers: [registry],
    });
    for (const { labels, value } of samples) metric.set({ ...shared, ...labels }, value);
  };
}

function counterWriter(registry: Registry<RegistryContentType>, shared: Labels): MetricWriter {
  return (name, help, values) => {
    const samples = samplesOf(values);
    const metric = new Counter({
      name: `mapswell_map_${name}`,
      help,
      labelNames: labelNames(samples),
      registers: [registry],
    });
    for (const { labels, value } of samples) metric.inc({ ...shared, ...labels }, value);
  };
}
