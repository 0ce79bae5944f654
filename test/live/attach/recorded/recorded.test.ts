import test from 'ava';
import type { LiveProcess } from '../../../../src/maps/figures/live-map.ts';
import { SandboxError } from '../../../../src/base/primitives/errors/sandbox-error.ts';
import type { MapsLook } from '../../../../src/live/attach/follow/followed.ts';
import { mapTypeOf, TraceRecorder } from '../../../../src/live/attach/follow/trace-recorder.ts';
import { lookPrefix } from '../../../../src/live/attach/recorded/recorded-look.ts';
import { readRecorded } from '../../../../src/live/attach/recorded/read-recorded.ts';
import { namedGoType } from '../../../../src/maps/model/go-type/go-type.ts';
import { madeFate, madeGrowth, madeLook } from '../../../support/made-look.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';

const server: LiveProcess = {
  pid: 42,
  name: 'server',
  runtime: 'node',
  version: 'v20.20.2',
  limitBytes: null,
};

function record(looks: readonly MapsLook[], wanted: string | null = null): string[] {
  const recorder = new TraceRecorder(server, wanted);
  return looks
    .map((look) => recorder.take(look))
    .join('')
    .split('\n');
}

test('a recording shows maps, growths, alarms and old tables as the looks saw them', (t) => {
  const small = madeLiveMap('m1', 1000, 0, { name: 'sessions' });
  const grown = madeLiveMap('m1', 1030, 1000, { name: 'sessions' });
  const other = madeLiveMap('m2', 10, 1000, { name: null });
  const growth = madeGrowth(grown, 0, 1000);
  const between = { notBeforeMs: 1000, notAfterMs: 2000 };
  const episode = {
    detector: 'growth-forecast',
    level: 'warning',
    fromMinute: 0,
    toMinute: 1,
    criticalFromMinute: null,
    forecastMinutes: null,
    forecastInterval: null,
    sentence: 'It will double.',
    criticalSentence: null,
  } as const;
  const view = readRecorded(
    record([
      madeLook(0, [small]),
      madeLook(1000, [grown, other], {
        events: [{ kind: 'growth', map: grown, growth }],
        oldTables: new Map([['m1', madeFate]]),
        alarms: [
          { map: grown, episode, fromMs: 1000 },
          { map: null, episode, fromMs: 1000 },
        ],
      }),
      // A few entries more: the tables are the same.
      madeLook(2000, [madeLiveMap('m1', 1040, 2000, { name: 'sessions' }), other], {
        events: [{ kind: 'old-table', map: grown, growth, fate: madeFate, between }],
      }),
    ]),
    'live.csv',
  );
  t.deepEqual(view.process, server);
  const [sessions, unnamed] = view.maps;
  t.is(sessions?.label, 'sessions');
  t.is(sessions?.row.map.figures.entries, 1040);
  t.is(sessions?.row.map.figures.loadFactor, 1040 / 2048);
  t.deepEqual(sessions?.growthsByKind, { double: 1 });
  t.deepEqual(sessions?.growths, [{ ...growth, oldTable: madeFate }]);
  t.deepEqual(
    sessions?.staircase.map(({ heldBytes }) => heldBytes),
    // The last point is the present.
    [small, grown, grown].map(({ figures }) => figures.bytes.held),
  );
  // Without a name it is called by its type.
  t.is(unnamed?.label, 'Map');
  t.deepEqual(
    view.alarms.map(({ map, fromMs }) => [map?.name ?? null, fromMs]),
    [
      ['sessions', 1000],
      [null, 1000],
    ],
  );
});

test('a map that is gone leaves its place, and only its trace ends', (t) => {
  const first = madeLiveMap('m1', 100, 0, { name: 'cache' });
  const second = madeLiveMap('m2', 50, 0, { name: 'cache' });
  const lines = record([madeLook(0, [first, second]), madeLook(1000, [second])], 'cache');
  // The comments above, the columns, one row, and a look at each time.
  t.is(lines.filter((line) => line.startsWith('1970-')).length, 1);
  t.is(lines.filter((line) => line.startsWith(lookPrefix)).length, 2);
  const { maps } = readRecorded(lines, 'live.csv');
  t.deepEqual(
    maps.map(({ label, row }) => [label, row.map.id]),
    [['cache #2', 'm2']],
  );
});

test('a trace needs a limit and a map that is there', (t) => {
  const map = madeLiveMap('m1', 100, 0, { name: null });
  t.throws(() => record([madeLook(0, [map], { room: null })]), {
    instanceOf: SandboxError,
    message:
      'expected --limit with --record: no control group limits the memory of the process, and a trace is of percent',
  });
  t.throws(() => record([madeLook(0, [map])], 'cache'), {
    message: 'expected --map to be one of the maps of the process, such as 0x3e9, got cache',
  });
  t.is(record([madeLook(0, [map])], '0x3e9')[0], '# id: server 0x3e9');
});

test('a recording that is damaged is refused with its line', (t) => {
  const [, , ...lines] = record([madeLook(0, [madeLiveMap('m1', 100, 0)])]);
  const look = lines.find((line) => line.startsWith(lookPrefix)) ?? '';
  const refused = (text: string): string | undefined =>
    t.throws(() => readRecorded(['# source: mapswell attach', text], 'live.csv'), {
      instanceOf: SandboxError,
    })?.message;
  t.is(
    refused('0,1,2'),
    'expected a trace that attach --record wrote, got one without looks (live.csv)',
  );
  t.is(refused(`${lookPrefix}{`), 'expected a look, got no JSON (live.csv, line 2)');
  t.regex(
    refused(look.replace('"isStopped":false', '"isStopped":0')) ?? '',
    /^expected a look, got one whose isStopped is wrong: .* \(live\.csv, line 2\)$/,
  );
  t.is(
    refused(look.replace(/"process":\{[^}]*\}/, '"process":null')),
    'expected the first look to name a process of Go or Node.js (live.csv, line 2)',
  );
  t.is(
    refused(look.replace('"runtime":"node"', '"runtime":"redis"')),
    'expected the first look to name a process of Go or Node.js (live.csv, line 2)',
  );
});

test('types that only the program knows are written as types of their size', (t) => {
  const map = madeLiveMap('m1', 1, 0);
  const own = { name: 'main.Key', sizeBytes: 24, hasPointers: false } as const;
  const typeOf = (key: object, value: object): string => {
    const base = namedGoType('int64');
    if (base === null) throw new Error('expected int64');
    const spec = { map: 'go1.24', key: { ...base, ...key }, value: { ...base, ...value } } as const;
    const type = mapTypeOf({ ...map, spec });
    return `map[${type?.key}]${type?.value}`;
  };
  t.is(typeOf({}, own), 'map[int64][24]byte');
  t.is(typeOf({ keyKind: 'string' }, { ...own, hasPointers: true }), 'map[string][3]*int');
  t.is(typeOf(own, { ...own, sizeBytes: 8, hasPointers: true }), 'map[[24]byte]*int');
  t.is(typeOf({}, { ...own, sizeBytes: 0 }), 'map[int64]struct{}');
  t.is(mapTypeOf({ ...map, spec: null }), null);
});
