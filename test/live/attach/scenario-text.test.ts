import test from 'ava';
import { foreseeGrowth } from '../../../src/live/attach/follow/followed-map.ts';
import { scenarioText } from '../../../src/live/attach/scenario-text.ts';
import type { LiveMap, LiveProcess } from '../../../src/maps/figures/live-map.ts';
import { madeLiveMap } from '../../support/made-live-map.ts';

const process: LiveProcess = {
  pid: 7,
  name: 'api\u2028server',
  runtime: 'node',
  version: 'v20.20.2',
  limitBytes: null,
};

function text(map: LiveMap, entriesPerMinute: number | null, limitBytes: number | null = null) {
  const room =
    limitBytes === null ? null : ({ limitBytes, usedBytes: 1, limitedBy: 'group' } as const);
  const next = foreseeGrowth(map, entriesPerMinute, room);
  return scenarioText(process, { map, next, entriesPerMinute }, room);
}

test('a Map becomes a scenario that fills it to where it stands and past its next growth', (t) => {
  const map = madeLiveMap('map1', 1500, 1.7e12, { name: 'Service.sessions' });
  t.deepEqual(text(map, 600, 2 ** 29).split('\n'), [
    "import { defineScenario } from 'mapswell';",
    '',
    '// Service.sessions (Map) of api server, node v20.20.2, as attach saw it at 2023-11-14T22:13:20.000Z:',
    '// 1,500 entries, 600 more per minute.',
    "// V8's tables hold a word for each key and value; what they point to is not known from outside.",
    'export default defineScenario({',
    '  purpose: "Service.sessions as attach saw it, filled past its next growth.",',
    "  target: 'native',",
    '  map: "v8",',
    '  key: "int64",',
    '  value: "int64",',
    '  limits: { memoryBytes: 536870912 },',
    '  // As fast as it goes; at the rate that was seen, or at ten times that, and fewer operations below:',
    "  // rate: { kind: 'constant', perSecond: 10 },",
    "  // rate: { kind: 'constant', perSecond: 100 },",
    '  phases: [',
    "    { name: 'fill', operationsPerWriter: 1500, mix: { insert: 1 }, keys: { kind: 'sequential' } },",
    '    {',
    "      name: 'grow',",
    // The 2,049th entry doubles it: 549 more, and a thousand.
    '      operationsPerWriter: 1549,',
    '      mix: { insert: 1 },',
    "      keys: { kind: 'sequential', startAt: 1500 },",
    '    },',
    '  ],',
    '});',
    '',
  ]);
});

test('a Go map keeps its type, and one that stands still gets no rate', (t) => {
  const map: LiveMap = {
    ...madeLiveMap('map1', 0, 1.7e12, { name: null }),
    kind: 'map',
    type: 'map[string]int',
    spec: { map: 'go1.24', key: 'string', value: 'int' },
  };
  const made = text(map, null);
  t.true(made.includes('map: "go1.24",\n  key: "string",\n  value: "int",\n  phases:'), made);
  t.true(made.includes('// 0x3e9 (map[string]int) of'));
  t.true(made.includes('// 1 entries, 0 more per minute.'));
  t.false(made.includes('target:'));
  t.false(text({ ...map, type: null }, 2).includes('rate:'));
  t.false(made.includes('site:'));
  const named = scenarioText(
    { ...process, runtime: 'go' },
    { map: { ...map, name: 'main.sessions' }, next: null, entriesPerMinute: null },
    null,
  );
  t.true(
    named.includes('past its next growth.",\n  site: "main.sessions",\n  map: "go1.24"'),
    named,
  );
});

test('a map whose type is not certain is refused with what it may be', (t) => {
  const map: LiveMap = { ...madeLiveMap('map1', 10, 1.7e12, { name: null }), spec: null };
  t.throws(
    () =>
      text(
        { ...map, address: null, kind: 'map', candidateTypes: ['map[int]int', 'map[int]uint'] },
        1,
      ),
    {
      message:
        'expected a map whose type is certain for --scenario, got map1, which is one of map[int]int, map[int]uint',
    },
  );
  t.throws(() => text({ ...map, kind: 'WeakMap' }, 1), {
    message: /got 0x3e9, which is a WeakMap$/,
  });
});
