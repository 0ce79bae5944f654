import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { expectTypeOf } from 'expect-type';
import {
  capacity,
  compare,
  createMap,
  type GoValue,
  type ReferenceMap,
  runSandbox,
  type RunOptions,
  type ScenarioInCode,
} from '../../src/index.ts';
import { calibrate, detect } from '../../src/index.ts';
import { makeFleet } from '../../src/live/calibrate/fleet/make-fleet.ts';
import { formatTraceCsv } from '../../src/live/trace/format-trace-csv.ts';
import { madeCalibration } from '../live/alerts/made-calibration.ts';
import { makeRecord, shippedPlans } from '../support/make-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const few: ScenarioInCode = {
  purpose: 'a few writes',
  key: 'int64',
  value: 'int64',
  phases: [
    { name: 'fill', operationsPerWriter: 1000, mix: { insert: 1 }, keys: { kind: 'sequential' } },
  ],
};

/** As someone without a compiler would call it. */
const untyped = (options: object): RunOptions => options;

test('scenarios in code run as those of files do, named by their place where they have no name', async (t) => {
  const folder = temporaryFolder('library');
  const { record, folder: files } = await runSandbox({
    folder,
    scenarios: [few, { ...few, name: 'hinted', hint: [0, 1000] }],
    limits: { memoryBytes: '256MiB', cpus: 1 },
    rounds: 1,
    outFolder: 'out',
  });
  t.deepEqual(
    record.cells.map(({ cell }) => cell.id),
    ['scenario-1', 'hinted/hint=0', 'hinted/hint=1000'],
  );
  t.deepEqual(
    record.cells.map(({ cell }) => [cell.map, cell.limits.memoryBytes]),
    Array.from({ length: 3 }, () => ['go1.22', 268_435_456]),
  );
  // 1,000 entries are 2^8 buckets: eight doublings, or none with the hint.
  t.deepEqual(
    record.cells.map(({ exact }) => exact[0]?.counts?.growthEvents.length),
    [8, 8, 0],
  );
  t.is(files.record, join(folder, 'out', 'record.json'));
  // The run against its own files, read and given.
  t.is((await compare(files.path, record, { gate: [] })).outcome, 'pass');
});

test('what is wrong with a scenario in code is said as of a file, with the key that was meant', async (t) => {
  const folder = temporaryFolder('library');
  const messages: readonly (readonly [object, string])[] = [
    [
      { scenarios: [few, { ...few, purpos: 'x' }] },
      'scenarios[1]: purpos: unknown key (did you mean purpose?)',
    ],
    [
      { scenarios: [{ ...few, map: 'go1.9' }] },
      "scenarios[0]: map: expected one of go1.19, go1.20, go1.21, go1.22, go1.23, go1.24, go1.25, go1.26, go1.27, v8, got 'go1.9'",
    ],
    [
      { scenarios: [{ ...few, limits: { memoryBytes: '512Mb/s' } }] },
      "scenarios[0]: limits.memoryBytes: expected whole bytes from 64 MiB to 1 TiB, as in '512MiB', got '512Mb/s'",
    ],
    [
      { scenarios: [{ ...few, name: '../x' }] },
      'scenarios[0]: name: expected a name of letters, digits, ".", "_" and "-" that begins with a letter or digit, got \'../x\'',
    ],
    [
      {
        scenarios: [
          { ...few, name: 'a' },
          { ...few, name: 'a' },
        ],
      },
      'expected a name of its own for each scenario, got a twice',
    ],
    [
      { scenarios: [5] },
      'runSandbox: scenarios[0]: expected the name of a scenario, or a scenario, got 5',
    ],
    [{ rouds: 3 }, 'runSandbox: rouds: unknown key (did you mean rounds?)'],
    [{ rounds: 0 }, 'runSandbox: rounds: expected an integer from 1 to 1000, got 0'],
  ];
  for (const [options, message] of messages)
    await t.throwsAsync(runSandbox(untyped({ folder, ...options })), { message });
});

test('a map is typed by the types of its keys and values', (t) => {
  const map = createMap({ map: 'go1.27', key: 'string', value: 'int64' });
  expectTypeOf(map).toEqualTypeOf<ReferenceMap<string | Uint8Array, bigint | number, bigint>>();
  t.is(map.set('a', 3).get('a'), 3n);
  map.close();
  const set = createMap({ key: 'uint16', value: 'struct{}' });
  expectTypeOf(set).toEqualTypeOf<ReferenceMap<number | bigint, null, null>>();
  t.is(set.set(7, null).get(7), null);
  set.close();
  const pointers = createMap({ key: 'time.Duration', value: '*int' });
  expectTypeOf(pointers).toEqualTypeOf<ReferenceMap<bigint | number, Uint8Array, Uint8Array>>();
  t.deepEqual(pointers.set(1n, new Uint8Array(8)).get(1n), new Uint8Array(8));
  pointers.close();
  const floats = createMap({ key: 'bool', value: 'float64' });
  expectTypeOf(floats).toEqualTypeOf<ReferenceMap<boolean, number, number>>();
  t.is(floats.set(true, 0.5).get(true), 0.5);
  floats.close();
  const name: string = 'int';
  const unknown = createMap({ key: name, value: '[4]byte' });
  expectTypeOf(unknown).toEqualTypeOf<ReferenceMap<GoValue, GoValue, GoValue>>();
  t.deepEqual(unknown.set(1, new Uint8Array(4)).get(1), new Uint8Array(4));
  unknown.close();
});

test('capacity in code is the answer of the command, with sizes and rates as texts', async (t) => {
  const doings: string[] = [];
  const answer = await capacity({
    key: 'int64',
    value: 'int64',
    limit: '2MiB',
    hint: 1000,
    env: {},
    onDoing: (doing) => doings.push(doing),
  });
  t.deepEqual(
    [answer.map, answer.withoutHint.entries, answer.closedFormInsert, answer.limitBytes],
    ['go1.22', 53_248, 53_249, 2 ** 21],
  );
  t.deepEqual(doings.slice(-2), [
    'filling a go1.22 map up to 2 MiB',
    'filling one with a hint of 1000',
  ]);
  const refused = [
    [
      { limit: '2MB/s' },
      "capacity: limit: expected whole bytes above 0, as in '512MiB', got '2MB/s'",
    ],
    [{ limits: '2MiB' }, 'capacity: limits: unknown key (did you mean limit?)'],
    [{ churn: '20k/s' }, 'expected churn with live only, got 20000'],
  ] as const;
  for (const [options, message] of refused)
    await t.throwsAsync(
      capacity({
        key: 'int64',
        value: 'int64',
        limit: '2MiB',
        ...JSON.parse(JSON.stringify(options)),
      }),
      { message },
    );
});

test('compare takes records, folders and baselines, and refuses as the command does', async (t) => {
  const record = makeRecord(shippedPlans.slice(0, 1));
  const fat = structuredClone(record);
  Object.assign(fat, { id: 'fat' });
  const stats = fat.cells[0]?.exact[0]?.counts?.stats;
  if (stats === undefined) throw new Error('expected counts');
  Object.assign(stats, { bytesPeak: stats.bytesPeak + 1 });
  const comparison = await compare(record, fat, { gate: [] });
  t.is(comparison.outcome, 'regressed');
  await t.throwsAsync(compare(record, []), { code: 'usage', message: 'expected a run to compare' });
  await t.throwsAsync(compare(record, [fat, fat]), { message: 'both candidates are one run, fat' });
  await t.throwsAsync(compare(record, fat, { alpha: 2 }), {
    message: /expected alpha to be in \(0, 0\.2\]/,
  });
  await t.throwsAsync(compare('nowhere.json', fat), { code: 'input', message: /nowhere\.json/ });
});

test('detect takes traces from files and from memory, calibrate says what it cannot use', async (t) => {
  const folder = temporaryFolder('library');
  const fleet = makeFleet({ seed: 1, failures: 9, healthy: 3, noise: [] });
  const leak = fleet.find(({ id }) => id === 'fast-leak-0001');
  if (leak === undefined) throw new Error('expected a leak');
  const file = join(folder, 'fast-leak-0001.csv');
  writeFileSync(file, formatTraceCsv(leak));
  const calibration = madeCalibration('ewma-slope');
  writeFileSync(join(folder, 'c.json'), JSON.stringify(calibration));
  const [read, given] = await detect({ calibration: join(folder, 'c.json'), traces: [file, leak] });
  t.true((read?.episodes.length ?? 0) > 0, readFileSync(file, 'utf8').slice(0, 200));
  t.is(read?.exhaustedAtMinute, given?.exhaustedAtMinute);
  t.deepEqual(
    read?.episodes.map(({ fromMinute }) => Math.round(fromMinute)),
    given?.episodes.map(({ fromMinute }) => Math.round(fromMinute)),
  );
  await t.throwsAsync(calibrate({ traces: [leak] }), {
    code: 'input',
    message: /expected traces to fit to and traces to judge, got 0 and 1/,
  });
  await t.throwsAsync(calibrate({ traces: [leak], lead: JSON.parse('"soon"') }), {
    message: "expected lead to be minutes, as in 23 or '23min', got soon",
  });
  await t.throwsAsync(detect({ traces: [leak], calibration, ...JSON.parse('{"histroy":1}') }), {
    message: 'detect: unknown key histroy (did you mean history?)',
  });
});
