import type { Guard } from '../src/maps/model/guards.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';
import { InstrumentedMap } from '../src/live/service/instrumented-map.ts';
import { exportMap } from '../src/live/service/export-map.ts';
import { MetricsMoment } from '../src/live/service/exporter/metrics-moment.ts';
import { mapSize } from '../src/live/service/size/map-size.ts';

/** The entry after which a map of Go 1.22 grows again, beyond a million. */
const entries = 1_703_936;
const writesPerScrape = 100;
const scrapes = 400;

const maps: readonly { readonly map: MapModel; readonly guard: Guard }[] = [
  { map: 'go1.22', guard: 'mutex' },
  { map: 'go1.24', guard: 'mutex' },
  { map: 'v8', guard: 'none' },
  { map: 'go1.22', guard: 'sharded:32' },
  { map: 'go1.24', guard: 'sharded:1024' },
  { map: 'go1.24', guard: 'sync.Map' },
];

/**
 * How long each page of the service keeps the thread that writes: in the middle of growths, in a map
 * of more than a million entries (aim: no write waits longer than 1 ms for a page).
 */
export async function run(): Promise<string> {
  const lines = [
    `${scrapes} times every page, ${writesPerScrape} writes between them, from entry ${entries} on`,
    'map'.padEnd(22) +
      'while growing   longest write        metrics           mapsize            window',
  ];
  for (const { map, guard } of maps) lines.push(await measure(map, guard));
  lines.push('per page: median / 99th percentile in ms (aim: 99th percentile at most 1 ms)');
  return lines.join('\n');
}

async function measure(model: MapModel, guard: Guard): Promise<string> {
  const map = new InstrumentedMap({
    name: 'bench',
    map: model,
    key: 'int64',
    value: 'int64',
    guard,
    hint: 0,
    seed: 1,
    limitBytes: null,
  });
  for (let key = 0; key < entries; key++) map.set(key, key);
  const pages = {
    metrics: () => Promise.resolve(new MetricsMoment([exportMap(map)], 0).page('openmetrics')),
    mapsize: () => Promise.resolve(JSON.stringify(mapSize(map))),
    window: () => Promise.resolve(JSON.stringify(map.window())),
  };
  const tookMs: Record<keyof typeof pages, number[]> = { metrics: [], mapsize: [], window: [] };
  let growing = 0;
  let longestWriteMs = 0;
  for (let scrape = 0; scrape < scrapes; scrape++) {
    const first = entries + scrape * writesPerScrape;
    for (let key = first; key < first + writesPerScrape; key++) {
      const began = performance.now();
      map.set(key, key);
      longestWriteMs = Math.max(longestWriteMs, performance.now() - began);
    }
    if (map.stats().isGrowing) growing++;
    for (const name of ['metrics', 'mapsize', 'window'] as const) {
      const began = performance.now();
      await pages[name]();
      tookMs[name].push(performance.now() - began);
    }
  }
  map.close();
  const label = `${model} ${guard}`.padEnd(22);
  const state = `${String(growing).padStart(6)} scrapes  ${longestWriteMs.toFixed(2).padStart(10)} ms`;
  return `${label}${state}  ${Object.values(tookMs).map(summary).join('  ')}`;
}

function summary(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(3);
  return `${at(0.5)} / ${at(0.99)}`.padStart(16);
}
