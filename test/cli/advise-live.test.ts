import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { adviceDocumentSchema } from '../../src/live/advise/advice-schema.ts';
import { foreseeGrowth } from '../../src/live/attach/follow/followed-map.ts';
import { TraceRecorder } from '../../src/live/attach/follow/trace-recorder.ts';
import type { LiveMap, LiveProcess } from '../../src/maps/figures/live-map.ts';
import { goFolder, siteNamed } from '../live/advise/go-folder.ts';
import { madeGrowth, madeLook } from '../support/made-look.ts';
import { madeLiveMap } from '../support/made-live-map.ts';
import { fakeIo } from './fake-io.ts';

const store = `package store

var Sessions = map[string]int64{}

type state struct {
	names map[string]string
	byID  map[int64][4]int64
	more  map[uint64][4]int64
}

var current = state{names: map[string]string{}, byID: map[int64][4]int64{}}

func (s *state) put(id int64) {
	s.byID[id] = [4]int64{id}
}

func Name(key string) { current.names[key] = key }
`;

function liveMap(id: string, name: string | null, key: string, value: string): LiveMap {
  const made = madeLiveMap(id, 200_000, 0, { name });
  const type = `map[${key}]${value}`;
  return { ...made, kind: 'map', type, spec: { map: 'go1.22', key, value } };
}

function recordOf(runtime: LiveProcess['runtime'], maps: readonly LiveMap[]): string {
  const process = { pid: 42, name: 'server', runtime, version: 'go1.22.5', limitBytes: null };
  const recorder = new TraceRecorder(process, null);
  const grown = maps.find(({ id }) => id === 'm3');
  if (grown === undefined) return recorder.take(madeLook(0, maps));
  const stack = ['example.org/m/store.(*state).put (/build/store.go:14)', 'main.main (/m.go:3)'];
  const growth = { ...madeGrowth(grown, 0, 1000), stack };
  const event = { kind: 'growth', map: grown, growth } as const;
  return (
    recorder.take(madeLook(0, maps)) + recorder.take(madeLook(1000, maps, { events: [event] }))
  );
}

const maps = [
  liveMap('m1', 'example.org/m/store.Sessions', 'string', 'int64'),
  liveMap('m2', 'example.org/m/store.current+0', 'string', 'string'),
  liveMap('m3', null, 'int64', '[4]int64'),
  liveMap('m4', 'example.org/m/elsewhere.Sessions', 'string', 'int64'),
];

test('a record of attach ranks maps by the lines that grew them, by variables and by their fields', async (t) => {
  const folder = goFolder({
    'go.mod': 'module example.org/m\n\ngo 1.22\n',
    'store/store.go': store,
    'live.csv': recordOf('go', maps),
  });
  const io = fakeIo(['advise', '--live', 'live.csv', '--json'], { cwd: folder });
  t.is(await runCli(io), 1);
  const document = adviceDocumentSchema.parse(JSON.parse(io.output));
  const held = maps[0]?.figures.bytes.held ?? 0;
  const foreseen = foreseeGrowth(maps[0] ?? liveMap('m1', null, 'string', 'int64'), null, null);
  t.deepEqual(siteNamed(document, 'Sessions').live, {
    source: 'record',
    isEstimate: false,
    bytes: held,
    tables: 1,
    entriesFrom: 200_000,
    entriesTo: 200_000,
    nextGrowth: {
      atEntries: 425_985,
      bytesDuring: Math.round(foreseen?.model?.bytesDuring ?? 0),
      bytesAfter: Math.round(foreseen?.model?.bytesAfter ?? 0),
    },
    otherGrowths: [],
  });
  t.is(siteNamed(document, 'names').live?.bytes, held);
  t.is(siteNamed(document, 'byID').live?.bytes, held);
  t.is(siteNamed(document, 'more').live, null);
  t.deepEqual(document.unexplainedMaps, [
    {
      name: 'example.org/m/elsewhere.Sessions',
      type: 'map[string]int64',
      bytes: held,
      entries: 200_000,
    },
  ]);
  t.deepEqual(
    siteNamed(document, 'byID').advice.map(({ rule, level, confidence }) => [
      rule,
      level,
      confidence,
    ]),
    [['grows', 'warning', 'measured']],
  );
});

test('what a record shows is told in words, and below the bytes that count nothing is advised', async (t) => {
  const folder = goFolder({
    'go.mod': 'module example.org/m\n\ngo 1.22\n',
    'store/store.go': store,
    'live.csv': recordOf('go', maps),
  });
  const io = fakeIo(['advise', '--live', 'live.csv', '--min-bytes', '1GiB'], { cwd: folder });
  t.is(await runCli(io), 0);
  t.regex(io.output, /^store\/store\.go:3: Sessions map\[string\]int64 \[global\]$/m);
  t.regex(
    io.output,
    /in the record: 7\.0 MiB in 1 table, 200,000 entries; grows at insert 425,985/,
  );
  t.regex(
    io.output,
    /In the record, but no map that was found:\n  7\.0 MiB, 200,000 entries: example\.org\/m\/elsewhere\.Sessions map\[string\]int64\n/,
  );
});

test('a record of a Redis, of nothing, or beside a profile is refused', async (t) => {
  const folder = goFolder({ 'm.go': 'package m\n\nvar known = map[string]int{}\n' });
  writeFileSync(join(folder, 'redis.csv'), recordOf('redis', [madeLiveMap('m1', 10, 0)]));
  writeFileSync(join(folder, 'empty.csv'), 'time,memory_percent,entries\n');
  for (const [words, code, said] of [
    [['--live', 'redis.csv'], 2, /expected the first look to name a process of Go or Node\.js/],
    [
      ['--live', 'empty.csv'],
      2,
      /expected a trace that attach --record wrote, got one without looks/,
    ],
    [['--live', 'none.csv'], 2, /none\.csv/],
    [['--live', 'redis.csv', '--profile', 'heap.pb.gz'], 2, /--profile/],
  ] as const) {
    const io = fakeIo(['advise', ...words], { cwd: folder });
    t.is(await runCli(io), code);
    t.regex(io.errors, said);
  }
});

test('a record of a Node.js program ranks what its modules keep, and a note stays one', async (t) => {
  const source = `const cache = new Map<string, number>();
export function size(key: string): number { return cache.get(key) ?? (cache.set(key, 1), 1); }
export class Registry { static #all = new Set<string>(); //mapswell:max 1e3
  static see(id: string) { if (!Registry.#all.has(id)) Registry.#all.add(id); } }
const small = new Set<string>();
export function seen(key: string) { if (small.has(key)) return; small.add(key); }
`;
  const held = [
    madeLiveMap('m1', 200_000, 0, { name: 'server.js: cache' }),
    madeLiveMap('m2', 50_000, 0, { name: 'Registry.#all' }),
    madeLiveMap('m3', 10, 0, { name: 'server.ts: small' }),
    madeLiveMap('m4', 99_000, 0, { name: 'other.js: cache' }),
  ];
  const folder = goFolder({ 'src/server.ts': source, 'live.csv': recordOf('node', held) });
  const io = fakeIo(['advise', '--live', 'live.csv', '--json'], { cwd: folder });
  // The promise of at most 1e3 is broken; what grows is a note.
  t.is(await runCli(io), 1);
  const document = adviceDocumentSchema.parse(JSON.parse(io.output));
  const [map] = held;
  t.like(siteNamed(document, 'cache').live, {
    source: 'record',
    bytes: map?.figures.bytes.held,
    entriesTo: 200_000,
  });
  t.deepEqual(
    document.sites.map(({ name, advice }) => [
      name,
      advice.map(({ rule, level, confidence }) => [rule, level, confidence]),
    ]),
    [
      ['cache', [['grows', 'note', 'measured']]],
      ['small', []],
      ['#all', [['contract', 'error', 'measured']]],
    ],
  );
  t.deepEqual(
    document.unexplainedMaps?.map(({ name }) => name),
    ['other.js: cache'],
  );
});
