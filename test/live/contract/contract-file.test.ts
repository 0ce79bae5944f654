import { readFileSync } from 'node:fs';
import test from 'ava';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseContract } from '../../../src/live/contract/document/contract-file.ts';
import { contractJsonSchema } from '../../../src/live/contract/document/contract-schema.ts';
import { resolveContract } from '../../../src/live/contract/document/resolve-contract.ts';
import { growthEventJsonSchema } from '../../../src/maps/figures/growth-cloud-event-schema.ts';
import { mapSizeJsonSchema } from '../../../src/live/service/size/map-size-schema.ts';
import { serveContract } from './contract-text.ts';

const name = 'a.yaml';
const head = 'contract: { name: a, version: 1.0.0 }\n';

function whatIsWrong(text: string): string {
  try {
    resolveContract(parseContract(text, name), (path) => {
      throw new Error(`there is no ${path}`);
    });
    return 'nothing';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A contract, and what is said of it: line, column, path, rule and value. */
const wrong: readonly (readonly [text: string, said: string])[] = [
  ['', 'a.yaml:1:1: expected object, got null'],
  ['[]', 'a.yaml:1:1: expected object, got a list'],
  [
    'contract: {',
    'a.yaml:1:12: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  ['a: 1\na: 2', 'a.yaml:2:1: Map keys must be unique'],
  [`${head}url: !!js/function x`, 'a.yaml:2:6: Unresolved tag: tag:yaml.org,2002:js/function'],
  [
    'contract: { name: a, version: 1.0 }',
    'a.yaml:1:22: contract.version: expected a version such as 1.2.0, got 1',
  ],
  [`${head}drvie: {}`, 'a.yaml:2:1: drvie: unknown key (did you mean drive?)'],
  [
    `${head}metrics:\n  require:\n    - { name: x, type: guage }`,
    'a.yaml:4:18: metrics.require[0].type: expected one of "counter"|"gauge"|"histogram"|"gaugehistogram"|"summary"|"info"|"stateset"|"unknown", got "guage"',
  ],
  [
    `${head}metrics:\n  within: 500`,
    'a.yaml:3:3: metrics.within: expected a time such as 500ms, 2s or 1min, got 500',
  ],
  [
    `${head}metrics:\n  require:\n    - { name: x, type: gauge }\n    - { name: x, type: counter }`,
    'a.yaml:5:7: expected each metric once, got x again',
  ],
  [
    `${head}extends: mapswell/map@1\naliases:\n  map_entries: cache_size`,
    'a.yaml:4:3: expected aliases to name metrics of a preset, got map_entries',
  ],
  [
    `${head}debug: { path: /d, schema: no.json }`,
    'a.yaml:2:20: cannot read the schema no.json: there is no no.json',
  ],
  [
    `${head}extends: other/map@1`,
    'a.yaml:2:1: extends: expected "mapswell/map@1", got "other/map@1"',
  ],
  [
    `${head}drive: { request: { path: map } }`,
    'a.yaml:2:21: drive.request.path: expected a path that begins with /, or an address with http or https, got "map"',
  ],
];

test('What is wrong in a contract is said with line, column, path, rule and value', (t) => {
  t.deepEqual(
    wrong.map(([text]) => whatIsWrong(text)),
    wrong.map(([, said]) => said),
  );
});

test('A preset adds what mapswell exposes, and aliases give it the names of the service', (t) => {
  const file = parseContract(
    `${head}extends: mapswell/map@1\naliases:\n  mapswell_map_entries: cache_size\n  mapswell_map_buckets: ~\nmetrics:\n  require: [{ name: cache_size, type: gauge, labels: { cache: [users, 'items'] } }]\ndrive: { request: { path: /put } }`,
    name,
  );
  const { metrics, debug, events, drive } = resolveContract(file, () => '');
  const named = new Map(metrics.require.map((metric) => [metric.name, metric]));
  t.is(metrics.require.length, 21);
  t.false(named.has('mapswell_map_buckets'));
  t.deepEqual(named.get('cache_size')?.labels, { cache: ['users', 'items'] });
  t.deepEqual(file.placeOf(named.get('cache_size')?.path ?? []), { line: 7, column: 13 });
  t.deepEqual(file.placeOf(named.get('mapswell_map_bytes')?.path ?? []), { line: 2, column: 1 });
  t.is(debug?.path, '/debug/mapsize');
  t.deepEqual(events?.source, { stream: '/debug/mapsize/events' });
  t.is(drive?.metrics.entries, 'cache_size');
  t.is(drive?.metrics.writes, 'mapswell_map_writes_total');
});

test('The published schemas are those that contracts, pages and events are checked against', (t) => {
  for (const [file, schema] of [
    ['contract', contractJsonSchema()],
    ['map-size', mapSizeJsonSchema()],
    ['growth-event', growthEventJsonSchema()],
  ] as const) {
    const path = new URL(`../../../../docs/${file}.schema.json`, import.meta.url);
    t.deepEqual(JSON.parse(readFileSync(path, 'utf8')), schema, 'run npm run schema');
  }
});

test('An editor with the published schema takes and refuses what the program does', (t) => {
  const validate = new Ajv2020({ strict: false, logger: false }).compile(contractJsonSchema());
  t.true(validate(parseContract(serveContract(), name).contract));
  t.false(validate({ contract: { name: 'a', version: '1' } }));
  t.false(validate({ contract: { name: 'a', version: '1.0.0' }, drvie: {} }));
});
