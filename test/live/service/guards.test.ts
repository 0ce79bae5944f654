import test from 'ava';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import type { Scenario } from '../../../src/lab/config/schema/scenario.ts';
import type { ResolvedConfig } from '../../../src/lab/config/resolved-config.ts';
import { GuardedMap } from '../../../src/maps/reference/guarded-map.ts';
import type { Guard } from '../../../src/maps/model/guards.ts';
import { type MapModel, mapModels } from '../../../src/maps/model/map-model.ts';
import {
  InstrumentedMap,
  type InstrumentedMapOptions,
} from '../../../src/live/service/instrumented-map.ts';
import { exportMap } from '../../../src/live/service/export-map.ts';
import { MetricsMoment } from '../../../src/live/service/exporter/metrics-moment.ts';
import { mapSize } from '../../../src/live/service/size/map-size.ts';
import { serviceOptions } from '../../support/serve-map.ts';

const types = [
  { key: 'int64', value: 'int64', keyOf: String, valueOf: (n: number) => String(3 * n) },
  { key: 'string', value: 'string', keyOf: String, valueOf: (n: number) => 'v'.repeat(n % 50) },
  {
    key: '[16]byte',
    value: 'float64',
    keyOf: (n: number) => n.toString(16).padStart(32, '0'),
    valueOf: (n: number) => String(n / 2),
  },
  { key: 'uint8', value: 'struct{}', keyOf: (n: number) => String(n % 256), valueOf: () => '' },
];

/** Writes, deletes and looks up 700 keys, and says how often the map and an oracle disagreed. */
function disagreements(map: InstrumentedMap, { keyOf, valueOf }: (typeof types)[number]): number {
  const oracle = new Map<string, string>();
  const textAt = (key: string): string | undefined => {
    const value = map.get(map.keys.parse(key));
    return value === undefined ? undefined : map.values.format(value);
  };
  let wrong = 0;
  for (let step = 0; step < 1500; step++) {
    const key = keyOf((step * 7919) % 701);
    const value = valueOf(step % 256);
    if (step % 5 === 3) wrong += Number(map.delete(map.keys.parse(key)) !== oracle.delete(key));
    else {
      wrong += Number(map.set(map.keys.parse(key), map.values.parse(value)) === oracle.has(key));
      oracle.set(key, value);
    }
    const asked = keyOf((step * 31) % 701);
    if (step % 7 === 0) wrong += Number(textAt(asked) !== oracle.get(asked));
  }
  for (const [key, value] of oracle) wrong += Number(textAt(key) !== value);
  const { size, shards } = mapSize(map);
  const inShards = shards?.entries.reduce((sum, entries) => sum + entries, 0) ?? size;
  return wrong + Number(size !== oracle.size) + Number(inShards !== size);
}

for (const guard of ['sync.Map', 'sharded:5', 'sharded:1024'] as const)
  test(`Behind the guard ${guard} every model holds what was written, of every type`, (t) => {
    for (const map of mapModels)
      for (const type of types) {
        if (map === 'go1.19' || map === 'go1.20') continue; // as 1.22
        if (map === 'v8' && guard === 'sync.Map') continue;
        const { key, value } = type;
        const held = new InstrumentedMap({ ...serviceOptions, map, guard, key, value });
        t.is(disagreements(held, type), 0, `${map} ${key} ${value}`);
        held.close();
      }
  });

test('What no map can be is refused, with the option, the rule and the value', (t) => {
  const refusal = (overrides: Partial<InstrumentedMapOptions>): string | undefined =>
    t.throws(() => new InstrumentedMap({ ...serviceOptions, ...overrides }))?.message;
  t.is(
    refusal({ map: 'v8', guard: 'sync.Map' }),
    'expected guard to be none, mutex, rwmutex or sharded:N for the map v8, got sync.Map',
  );
  t.is(
    refusal({ guard: 'sync.Map', hint: 100 }),
    'expected hint to be 0 with the guard sync.Map, which takes none, got 100',
  );
  t.is(
    refusal({ guard: 'sharded:1025' }),
    'expected guard to be none, mutex, rwmutex, sync.Map or sharded:N with N from 1 to 1024, got sharded:1025',
  );
  t.is(
    refusal({ limitBytes: 4 * 2 ** 30 }),
    'expected limit to be at most 3489660928 bytes for a map of Go, got 4294967296',
  );
  t.is(refusal({ map: 'v8', hint: 5 }), 'expected hint to be 0 for v8, got 5');
});

const config: ResolvedConfig = {
  file: null,
  scenariosFolder: '/x/scenarios',
  reportsFolder: '/x/reports',
  limits: { memoryBytes: 2 ** 30, cpus: 1 },
  rounds: 1,
  seed: 1,
  timeLimitMs: 60_000,
  latencySampleInterval: 128,
  alerts: { falseAlarmsPerSeriesDay: 1, leadMinutes: 1 },
};

function plan(map: MapModel, guard: Guard, url?: string): unknown {
  const scenario: Scenario = {
    purpose: '',
    target: 'http',
    map,
    guard,
    key: 'int64',
    value: 'int64',
    ...(url === undefined ? {} : { http: { url } }),
    phases: [
      { name: 'a', operationsPerWriter: 1, mix: { insert: 1 }, keys: { kind: 'sequential' } },
    ],
  };
  return expandCells([{ name: 'load', file: '/x/load.ts', scenario }], config);
}

test('A scenario whose service could not hold its map is refused before anything runs', (t) => {
  t.throws(() => plan('v8', 'sync.Map'), {
    message:
      'load: expected guard to be none, mutex, rwmutex or sharded:N for the map v8, got sync.Map',
  });
  t.notThrows(() => plan('v8', 'sync.Map', 'http://127.0.0.1:1'));
  t.notThrows(() => plan('v8', 'sharded:8'));
  t.notThrows(() => plan('go1.24', 'sync.Map'));
});

test('One shard grows at a time, under a limit that all of them share', async (t) => {
  const map = new InstrumentedMap({ ...serviceOptions, guard: 'sharded:4', limitBytes: 40_000 });
  let written = 0;
  const error = t.throws(
    () => {
      for (; written < 10_000; written++) map.set(written, written);
    },
    { message: /^out of memory at insert \d+ \(operation 878\): / },
  );
  t.true(error instanceof Error);
  const size = mapSize(map, 1000);
  t.is(size.size, 877);
  t.deepEqual([size.shards?.count, size.shards?.growing], [4, [1]]);
  t.deepEqual(size.shards?.entries, [254, 209, 206, 208]);
  t.deepEqual(
    size.growthEvents.filter(({ toBuckets }) => toBuckets === 32).map(({ shard }) => shard),
    [0, 2, 3, 1],
  );
  t.true(size.bytes.held <= size.bytes.peak && size.bytes.peak <= 40_000);
  t.like(size.nextGrowth, { shard: 3, entries: 209, entriesLeft: 1, fits: false });
  const page = new MetricsMoment([exportMap(map)], 0).page('text').text;
  t.true(page.includes('mapswell_map_shards{map="sessions"} 4\n'));
  t.true(page.includes('mapswell_map_shard_entries_max{map="sessions"} 254\n'));
  t.true(page.includes('mapswell_map_growths_total{map="sessions",kind="double"} 22\n'));
  map.close();
});

test('A table of V8 with many deleted entries is made anew in the same size', (t) => {
  const map = new InstrumentedMap({ ...serviceOptions, map: 'v8' });
  for (let key = 0; key < 64; key++) map.set(key, key);
  for (let key = 0; key < 40; key++) map.delete(key);
  t.like(mapSize(map).nextGrowth, { kind: 'rehash', entries: 25, entriesLeft: 1, toBuckets: 32 });
  map.set(64, 64);
  t.like(mapSize(map).growthEvents.at(-1), { kind: 'rehash', entries: 25, toBuckets: 32 });
  map.close();
});

test('Operations are told apart beyond 2^40', (t) => {
  const map = new GuardedMap({
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'sharded:2',
    hint: 0,
  });
  map.operations.value = 2 ** 40;
  for (let key = 0; key < 30; key++) map.write(map.shardOf(key), (shard) => shard.set(key, key));
  const operations = map.shards.flatMap((shard) =>
    shard.growthEvents().map(({ operation }) => operation - 2 ** 40),
  );
  t.deepEqual(
    operations.toSorted((a, b) => a - b),
    [15, 21, 23],
  );
  map.close();
});
