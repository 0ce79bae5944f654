import { Counter, Gauge, Registry, type RegistryContentType } from 'prom-client';
import type { InstrumentedMap } from './instrumented-map.ts';
import { mapFigures, type Figure, type Labels, type Look, type Sample } from './map-figures.ts';

/** A page of metrics as Prometheus scrapes it. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of a map, read when they are asked for: nothing is counted twice, so that a scrape costs
 * what it costs and an operation nothing. They are made once: made anew for every scrape, they would
 * be so much garbage that writes wait for its collection.
 */
export class MapMetrics {
  readonly #map: InstrumentedMap;
  readonly #text: Registry<RegistryContentType> = new Registry();
  readonly #open: Registry<RegistryContentType> = new Registry();
  readonly #update: readonly ((look: Look) => void)[];

  constructor(map: InstrumentedMap) {
    this.#map = map;
    this.#text.setContentType(Registry.PROMETHEUS_CONTENT_TYPE);
    this.#open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    const isSharded = map.shardedStats().shards.length > 1;
    this.#update = mapFigures
      .filter(({ isOfShards }) => isSharded || isOfShards !== true)
      .map((figure) => updater(figure, { map: map.options.name }, [this.#text, this.#open]));
  }

  /** @param isOpenMetrics OpenMetrics 1.0 instead of Prometheus's text format 0.0.4 */
  async page(isOpenMetrics: boolean): Promise<MetricsPage> {
    const look = { map: this.#map, ...this.#map.shardedStats() };
    for (const update of this.#update) update(look);
    const registry = isOpenMetrics ? this.#open : this.#text;
    return { contentType: registry.contentType, text: await registry.metrics() };
  }
}

/** Makes the metric of a figure, and returns what brings it up to date. */
function updater(
  { kind, name, help, labels = [], read }: Figure,
  shared: Labels,
  registers: Registry<RegistryContentType>[],
): (look: Look) => void {
  const labelNames = [...Object.keys(shared), ...labels];
  const options = { name: `mapswell_map_${name}`, help, labelNames, registers };
  const samplesOf = (look: Look): readonly Sample[] => {
    const values = read(look);
    return typeof values === 'number' ? [{ labels: {}, value: values }] : values;
  };
  if (kind === 'gauge') {
    const gauge = new Gauge(options);
    return (look) => {
      for (const sample of samplesOf(look))
        gauge.set({ ...shared, ...sample.labels }, sample.value);
    };
  }
  const counter = new Counter(options);
  return (look) => {
    counter.reset();
    for (const sample of samplesOf(look))
      counter.inc({ ...shared, ...sample.labels }, sample.value);
  };
}
