import test from 'ava';
import { parseContract } from '../../../src/live/contract/document/contract-file.ts';
import {
  type ResolvedContract,
  type ResolvedMetric,
  resolveContract,
} from '../../../src/live/contract/document/resolve-contract.ts';
import {
  type ContractDiff,
  diffContracts,
} from '../../../src/live/contract/diff/diff-contracts.ts';
import { judgeVersion } from '../../../src/live/contract/diff/judge-version.ts';

const base = `contract: { name: a, version: 1.4.0 }
metrics:
  path: /metrics
  formats: [text, openmetrics]
  maxSeries: 200
  within: 500ms
  require:
    - { name: size, type: gauge, labels: [map] }
    - { name: held_bytes, type: gauge, unit: bytes, labels: { map: any, generation: [current, old] } }
    - { name: growths_total, type: counter, labels: [map, kind] }
    - { name: limit, type: gauge, optional: true, maxSeries: 5 }
debug:
  path: /debug/map
  fields: { entries: /size, growths: /growths }
  schema:
    type: object
    required: [size, load, state]
    properties:
      size: { type: integer, minimum: 0 }
      load: { type: [number, 'null'] }
      state: { enum: [flat, growing] }
      note: { type: string }
      shards: { type: array, items: { $ref: '#/$defs/shard' } }
    $defs:
      shard: { type: object, required: [entries], properties: { entries: { type: integer } } }
events:
  source: { stream: /events }
  within: 2s
  schema:
    type: object
    required: [id, data]
    properties:
      id: { type: string }
      data: { type: object, required: [kind], properties: { kind: { const: double } } }
drive:
  request: { path: /put, body: x }
  growths: 3
  expect: [entries, fresh, forecast]
`;

function resolved(text: string): ResolvedContract {
  return resolveContract(parseContract(text, 'a.yaml'), () => '');
}

function diff(before: string, after: string): ContractDiff {
  return diffContracts(resolved(before), resolved(after));
}

/** What a piece of the contract becomes, and the one change that this is. */
const table: readonly (readonly [from: string, to: string, kind: string, id: string])[] = [
  // The page of metrics.
  ['/metrics', '/prometheus', 'breaking', 'path-changed:metrics'],
  ['[text, openmetrics]', '[text]', 'breaking', 'format-removed:openmetrics'],
  ['maxSeries: 200', 'maxSeries: 300', 'breaking', 'limit-loosened:metrics.maxSeries'],
  ['maxSeries: 200', 'maxSeries: 100', 'additive', 'limit-tightened:metrics.maxSeries'],
  ['  maxSeries: 200\n', '', 'breaking', 'limit-loosened:metrics.maxSeries'],
  ['within: 500ms', 'within: 1s', 'breaking', 'limit-loosened:metrics.within'],
  ['within: 500ms', 'within: 100ms', 'additive', 'limit-tightened:metrics.within'],
  ['within: 500ms', 'within: 0.5s', 'same', ''],
  // Metrics.
  ['    - { name: size, type: gauge, labels: [map] }\n', '', 'breaking', 'metric-removed:size'],
  [
    '  require:\n',
    '  require:\n    - { name: new_total, type: counter }\n',
    'additive',
    'metric-added:new_total',
  ],
  ['name: size, type: gauge', 'name: size, type: counter', 'breaking', 'type-changed:size'],
  ['unit: bytes', 'unit: octets', 'breaking', 'unit-changed:held_bytes'],
  ['unit: bytes, ', '', 'breaking', 'unit-changed:held_bytes'],
  ['name: size, type: gauge', 'name: size, unit: size, type: gauge', 'additive', 'unit-added:size'],
  ['[map, kind]', '[map]', 'breaking', 'label-removed:growths_total/kind'],
  ['[map, kind]', '[map, kind, pod]', 'breaking', 'label-added:growths_total/pod'],
  [
    '[current, old] } }',
    '[current] } }',
    'breaking',
    'label-value-removed:held_bytes/generation=old',
  ],
  [
    '[current, old] } }',
    '[current, old, peak] } }',
    'additive',
    'label-value-added:held_bytes/generation=peak',
  ],
  ['[current, old] } }', 'any } }', 'breaking', 'label-opened:held_bytes/generation'],
  ['{ map: any,', '{ map: [users],', 'additive', 'label-closed:held_bytes/map'],
  ['type: gauge, labels: [map] }', 'type: gauge, labels: { map: any } }', 'same', ''],
  ['optional: true', 'optional: false', 'additive', 'metric-required:limit'],
  [
    'name: size, type: gauge',
    'name: size, optional: true, type: gauge',
    'breaking',
    'metric-optional:size',
  ],
  ['maxSeries: 5', 'maxSeries: 6', 'breaking', 'limit-loosened:maxSeries of limit'],
  // The debug page.
  ['/debug/map', '/debug/size', 'breaking', 'path-changed:debug'],
  ['entries: /size', 'entries: /entries', 'breaking', 'pointer-changed:entries'],
  ['growths: /growths }', 'growths: /growths, shard: /s }', 'additive', 'pointer-added:shard'],
  ['      note: { type: string }\n', '', 'breaking', 'debug-field-removed:/note'],
  [
    '      note: { type: string }\n',
    '      note: { type: string }\n      more: {}\n',
    'additive',
    'debug-field-added:/more',
  ],
  ['[size, load, state]', '[size, load]', 'breaking', 'debug-field-optional:/state'],
  ['[size, load, state]', '[size, load, state, note]', 'additive', 'debug-field-required:/note'],
  ['size: { type: integer,', 'size: { type: string,', 'breaking', 'debug-field-type:/size'],
  ['size: { type: integer,', 'size: { type: number,', 'breaking', 'debug-field-type:/size'],
  [
    "load: { type: [number, 'null'] }",
    'load: { type: number }',
    'additive',
    'debug-field-narrowed:/load',
  ],
  [
    'note: { type: string }',
    "note: { anyOf: [{ type: string }, { type: 'null' }] }",
    'breaking',
    'debug-field-type:/note',
  ],
  [
    "load: { type: [number, 'null'] }",
    "load: { anyOf: [{ type: number }, { type: 'null' }] }",
    'same',
    '',
  ],
  ['[flat, growing]', '[flat]', 'breaking', 'debug-value-removed:/state="growing"'],
  ['[flat, growing]', '[flat, growing, full]', 'additive', 'debug-value-added:/state="full"'],
  ['{ enum: [flat, growing] }', '{ type: string }', 'breaking', 'debug-field-opened:/state'],
  ['minimum: 0', 'minimum: -1', 'breaking', 'debug-rule-loosened:/size/minimum'],
  ['minimum: 0', 'minimum: 1', 'additive', 'debug-rule-tightened:/size/minimum'],
  [
    'note: { type: string }',
    'note: { type: string, title: x }',
    'note',
    'debug-title-changed:/note',
  ],
  [
    'entries: { type: integer } } }\nevents',
    'entries: { type: string } } }\nevents',
    'breaking',
    'debug-field-type:/shards/-/entries',
  ],
  // Events.
  ['{ stream: /events }', '{ file: events.ndjson }', 'breaking', 'path-changed:events'],
  ['  within: 2s', '  within: 5s', 'breaking', 'limit-loosened:events.within'],
  ['      id: { type: string }\n', '', 'breaking', 'event-field-removed:/id'],
  ['[id, data]', '[data]', 'breaking', 'event-field-optional:/id'],
  ['const: double', 'const: split', 'breaking', 'event-value-removed:/data/kind="double"'],
  // Driving.
  ['growths: 3', 'growths: 2', 'breaking', 'limit-loosened:drive.growths'],
  ['growths: 3', 'growths: 4', 'additive', 'limit-tightened:drive.growths'],
  [', forecast]', ']', 'breaking', 'expectation-removed:forecast'],
  [', forecast]', ', forecast, debug]', 'additive', 'expectation-added:debug'],
  ['path: /put', 'path: /post', 'note', 'drive-changed:request'],
  ['name: a,', 'name: b,', 'note', 'renamed'],
  ['contract:', 'url: http://127.0.0.1:8080\ncontract:', 'note', 'url-changed'],
  ['contract:', 'start: { command: node a.js }\ncontract:', 'note', 'start-changed'],
];

test('Each of 56 changes has the verdict of the table', (t) => {
  t.is(table.length, 56);
  for (const [from, to, kind, id] of table) {
    t.true(base.includes(from), from);
    const { changes } = diff(base, base.replace(from, to));
    const found = changes.find((one) => kind === 'same' || one.id === id);
    t.deepEqual([found?.kind ?? 'same', found?.id ?? ''], [kind, id], `${from} -> ${to}`);
    // A value that becomes another is one that is gone and one that is new.
    const most = id.startsWith('event-value') || id === 'event-field-removed:/id' ? 2 : 1;
    t.true(changes.length <= most, JSON.stringify(changes));
  }
});

test('What is promised no more is breaking, and what is promised now is not', (t) => {
  const parts = ['debug', 'events', 'drive'] as const;
  for (const part of parts) {
    const without = base.replace(new RegExp(`^${part}:\\n(?: .*\\n)+`, 'm'), '');
    t.deepEqual(
      diff(base, without).changes.map(({ kind, id }) => [kind, id]),
      [['breaking', `${part}-removed`]],
    );
    t.deepEqual(
      diff(without, base).changes.map(({ kind, id }) => [kind, id]),
      [['additive', `${part}-added`]],
    );
  }
});

function withoutPath(metric: ResolvedMetric): object {
  return Object.fromEntries(Object.entries(metric).filter(([key]) => key !== 'path'));
}

test('A preset that is spelt out changes nothing', (t) => {
  const short = 'contract: { name: a, version: 1.0.0 }\nextends: mapswell/map@1\n';
  const { debug, events, metrics } = resolved(short);
  const spelt = {
    contract: { name: 'a', version: '1.0.0' },
    metrics: { require: metrics.require.map((metric) => withoutPath(metric)) },
    debug: { ...debug, schema: debug?.schema?.schema },
    events: { source: events?.source, schema: events?.schema?.schema, within: '2s' },
  };
  const { outcome, changes } = diff(short, JSON.stringify(spelt));
  t.deepEqual([outcome, changes], ['same', []]);
});

test('A metric that is gone beside one that is new and alike may have been renamed', (t) => {
  const { changes } = diff(base, base.replace('name: size,', 'name: entries,'));
  t.deepEqual(
    changes.map(({ message }) => message),
    ['size is gone; is it entries now?', 'entries is new'],
  );
});

function versionVerdict(
  before: string,
  after: string,
  isBreaking: boolean,
  isAdditive: boolean,
): string {
  const { isBroken, message } = judgeVersion(before, after, { isBreaking, isAdditive });
  if (isBroken) return 'broken';
  return message === null ? 'fine' : 'warned';
}

test('A version says what changed, by the rules of semantic versions', (t) => {
  const cases: readonly (readonly [string, string, boolean, boolean, string])[] = [
    ['1.4.0', '2.0.0', true, true, 'fine'],
    ['1.4.0', '1.5.0', true, true, 'broken'],
    ['1.4.0', '1.4.0', true, true, 'broken'],
    ['0.4.0', '0.5.0', true, true, 'fine'],
    ['0.4.0', '0.4.1', true, true, 'broken'],
    ['1.4.0', '1.5.0', false, true, 'fine'],
    ['1.4.0', '1.4.1', false, true, 'warned'],
    ['0.4.0', '0.4.1', false, true, 'fine'],
    ['1.4.0', '1.4.0', false, false, 'fine'],
    ['1.4.0', '1.3.9', false, false, 'broken'],
    ['1.10.0', '1.9.0', false, false, 'broken'],
  ];
  for (const [before, after, isBreaking, isAdditive, expected] of cases)
    t.is(versionVerdict(before, after, isBreaking, isAdditive), expected, `${before} ${after}`);
});

test('An acceptance holds for the version that was broken with, and for no other break', (t) => {
  const after = base.replace('type: gauge, labels: [map]', 'type: counter, labels: [map]');
  const accepted = (id: string, from: string): string =>
    `${after}accepted: [{ id: '${id}', from: ${from}, reason: known, by: me, at: 2030-01-31 }]\n`;
  t.is(diff(base, after).outcome, 'breaking');
  t.is(diff(base, accepted('type-changed:size', '1.4.0')).outcome, 'additive');
  t.is(diff(base, accepted('type-changed:size', '1.3.0')).outcome, 'breaking');
  t.is(diff(base, accepted('type-changed:limit', '1.4.0')).outcome, 'breaking');
  t.is(diff(base, after.replace('1.4.0', '2.0.0')).outcome, 'additive');
});

function tree(type: string): string {
  return `contract: { name: a, version: 1.0.0 }\ndebug: { path: /d, schema: { $ref: '#/$defs/node', $defs: { node: { type: object, properties: { v: { type: ${type} }, next: { $ref: '#/$defs/node' } } } } } }\n`;
}

test('Schemas that hold themselves are compared to an end', (t) => {
  t.deepEqual(
    diff(tree('string'), tree('number')).changes.map(({ id }) => id),
    ['debug-field-type:/v'],
  );
});
