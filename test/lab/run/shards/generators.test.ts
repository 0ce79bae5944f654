import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { assert, integer, nat, property } from 'fast-check';
import { runIn as mapswell } from '../../../cli/run-in.ts';
import { seededRandom } from '../../../../src/base/primitives/seeded-random.ts';
import {
  latencyQuantile,
  mergeLatency,
} from '../../../../src/lab/record/figures/latency-quantile.ts';
import type { HttpMeasurement } from '../../../../src/lab/record/http-result.ts';
import { parseRecord } from '../../../../src/lab/record/record-file.ts';
import type { TimedMeasurement } from '../../../../src/lab/record/timed-result.ts';
import { mergeGenerators } from '../../../../src/lab/run/shards/merge-generators.ts';
import { readShards, type ShardAttempt } from '../../../../src/lab/run/shards/read-shard.ts';
import { sumGenerators } from '../../../../src/lab/run/shards/sum-generators.ts';
import { everyNth, shareOf } from '../../../../src/lab/subjects/http/generator-part.ts';
import { HttpRecorder } from '../../../../src/lab/subjects/http/http-recorder.ts';
import { requestSchedule } from '../../../../src/lab/subjects/http/request-schedule.ts';
import { inserts, makeCell } from '../../../support/make-cell.ts';
import { serveMap } from '../../../support/serve-map.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { filesOf } from '../../../support/files-of.ts';
import { mergeRead } from '../../../support/merge-read.ts';

function all<T>(next: () => T | null): readonly T[] {
  const items: T[] = [];
  for (let item = next(); item !== null; item = next()) items.push(item);
  return items;
}

test('n generators are given together what one would be given, moment by moment', (t) => {
  const kinds = [
    { kind: 'constant', perSecond: 90 },
    { kind: 'poisson', perSecond: 90 },
    { kind: 'ramp', fromPerSecond: 10, toPerSecond: 200 },
    { kind: 'bursts', perSecond: 90, size: 7 },
  ] as const;
  const check = property(
    integer({ min: 1, max: 9 }),
    nat(200),
    integer({ min: 0, max: kinds.length - 1 }),
    (count, operations, kind) => {
      const rate = kinds[kind] ?? kinds[0];
      const cell = makeCell({ target: 'http', rate }, inserts(operations));
      let left = operations;
      const next = requestSchedule(cell, rate);
      const whole = all(() => (left-- > 0 ? next() : null));
      const shares = Array.from({ length: count }, (_, at) => {
        const share = { index: at + 1, count };
        const own = everyNth(requestSchedule(cell, rate), share);
        let mine = shareOf(operations, share);
        return all(() => (mine-- > 0 ? own() : null));
      });
      // Each at its own place: the k-th moment is the next one of generator k mod n.
      const dealt = whole.map((_, at) => shares[at % count]?.[Math.floor(at / count)]);
      return (
        JSON.stringify(dealt) === JSON.stringify(whole) &&
        shares.reduce((sum, { length }) => sum + length, 0) === whole.length
      );
    },
  );
  t.notThrows(() => assert(check));
});

interface Answer {
  readonly endedAtMs: number;
  readonly responseNs: number;
}

/** A measurement as `loadService` makes one of these answers. */
function measured(answers: readonly Answer[]): Parameters<typeof sumGenerators>[0][number] {
  const recorder = new HttpRecorder();
  for (const { endedAtMs, responseNs } of answers) recorder.add(endedAtMs, responseNs);
  const growth = {
    durationMs: 900,
    kind: 'double',
    entries: 9,
    fromBuckets: 1,
    toBuckets: 2,
  } as const;
  recorder.settle([{ atMs: 5000, ...growth }], Number.POSITIVE_INFINITY);
  const durationMs = Math.max(...answers.map(({ endedAtMs }) => endedAtMs));
  const lateness = mergeLatency([recorder.latency().normal]);
  const http: HttpMeasurement = {
    url: 'http://127.0.0.1:1',
    loop: 'open',
    connections: 2,
    durationMs,
    requests: answers.length,
    errors: 1,
    requestsPerSecond: 0,
    statusCounts: { 200: answers.length },
    serviceTime: null,
    slices: recorder.slices(),
    growths: [],
    generator: { cpuCores: 0.25, eventLoopLagP99Ns: answers.length, lateness, lateStarts: 1 },
    scraped: [],
    watched: null,
  };
  const measurement: TimedMeasurement = {
    iterations: [],
    writesPerSecond: 0,
    nsPerWrite: 0,
    latency: recorder.latency(),
    tinybench: { meanMs: 0, sdMs: 0, rmePercent: 0, samples: 1 },
    http,
  };
  const part = { startAtMs: 0, beganAtMs: 0, clock: null, ...recorder.wholeSlices() };
  return { measurement, http, part };
}

test('the histograms of four generators add up to those of one, bucket by bucket and slice by slice', (t) => {
  const random = seededRandom(5);
  // A minute and a half: one of the four ends early, and has slices of half the length.
  const answers = Array.from({ length: 8000 }, (_, at) => ({
    endedAtMs: at * 11.25,
    responseNs: Math.floor(1e6 * Math.exp(3 * random())),
  }));
  const one = measured(answers);
  const four = [0, 1, 2, 3].map((place) =>
    measured(answers.filter((_, at) => at % 4 === place && (place > 0 || at < 4000))),
  );
  const rest = measured(answers.filter((_, at) => at % 4 === 0 && at >= 4000));
  t.true(four.some(({ part }) => part.sliceMs < one.part.sliceMs));
  const sum = sumGenerators([...four, rest]);
  t.deepEqual(sum.latency, one.measurement.latency);
  t.true(one.measurement.latency.evacuating.samples > 0);
  t.deepEqual(sum.http?.slices, one.http.slices);
  const merged = mergeLatency(Object.values(sum.latency));
  const whole = mergeLatency(Object.values(one.measurement.latency));
  for (const p of [0.5, 0.9, 0.95, 0.99])
    t.is(latencyQuantile(merged, p), latencyQuantile(whole, p));
  t.like(sum.http, { requests: 8000, errors: 5, connections: 10, statusCounts: { 200: 8000 } });
  t.is(sum.http?.generator.cpuCores, 1.25);
  t.is(sum.http?.generator.lateStarts, 5);
  t.is(sum.http?.durationMs, one.http.durationMs);
});

const requests = 90;

/** A folder with a scenario that loads a service at 60 requests a second for a second and a half. */
function project(url: string): string {
  const cwd = temporaryFolder('generators');
  mkdirSync(join(cwd, 'scenarios'));
  const load = {
    purpose: 'a load from many machines',
    target: 'http',
    http: { url, mapSizeUrl: `${url}/debug/mapsize?growths=128`, metricsUrl: `${url}/metrics` },
    rate: { kind: 'constant', perSecond: 60 },
    key: 'int64',
    value: 'int64',
    rounds: 1,
    phases: inserts(requests),
  };
  writeFileSync(join(cwd, 'scenarios', 'load.json'), JSON.stringify(load));
  return cwd;
}

function changed(
  attempt: ShardAttempt | undefined,
  change: (result: { readonly run: object; readonly part?: object }) => object,
): ShardAttempt {
  if (attempt === undefined) throw new Error('no attempt');
  return {
    ...attempt,
    results: new Map(
      [...attempt.results].map(([key, result]) => [
        key,
        result.kind === 'timed' ? Object.assign({}, result, change(result)) : result,
      ]),
    ),
  };
}

test('four generators load one service together: every request once, one record, and faults are named', async (t) => {
  const service = await serveMap(t);
  const cwd = project(service.url);
  const startAt = new Date(Date.now() + 8000).toISOString();
  const ran = await Promise.all(
    [1, 2, 3, 4].map((index) =>
      mapswell(
        cwd,
        'run',
        'load',
        '--generator',
        `${index}/4`,
        '--start-at',
        startAt,
        '--out',
        `parts/${index}`,
      ),
    ),
  );
  for (const { exitCode: code, output, errors } of ran) {
    t.is(code, 0, errors);
    t.regex(
      output,
      /^generator \d\/4: 1 round, in parts\/\d\/shard\.ndjson; when all are there: mapswell merge/u,
    );
    t.regex(errors, /^(?:warning: )?generator \d\/4 /u);
  }
  t.is(service.map.stats().entries, requests, 'the keys that one generator would have written');
  t.is(service.map.writes, requests);
  const merged = await mapswell(cwd, 'merge', 'parts', '--out', 'merged');
  // A machine that is too busy to keep the rate says so of each generator, and nothing else is wrong.
  const isBusy = /generator saturated|after the common start/u.test(merged.output);
  if (isBusy) t.log('this machine is too busy to keep a rate of 60 a second');
  t.is(merged.exitCode, isBusy ? 3 : 0, merged.output);
  t.false(merged.output.includes('were due'), merged.output);
  const record = await parseRecord(
    readFileSync(join(cwd, 'merged', 'record.json'), 'utf8'),
    'merged',
  );
  const [round] = record.cells[0]?.rounds ?? [];
  const sum = round?.measurement ?? round?.doubtful;
  const answered = sum?.http?.requests ?? 0;
  t.is(answered + (sum?.http?.errors ?? 0), requests);
  t.deepEqual(sum?.http?.statusCounts, { 201: requests });
  t.is(
    sum?.http?.slices.reduce((total, slice) => total + slice.requests, 0),
    requests,
  );
  t.is(sum?.http?.generator.lateness?.samples, requests);
  t.is(mergeLatency(Object.values(sum?.latency ?? {})).samples, requests);
  t.deepEqual(
    sum?.http?.growths.map(({ toBuckets }) => toBuckets),
    [2, 4, 8, 16],
  );
  t.is(record.shards?.length, 4);
  t.true(existsSync(join(cwd, 'merged', 'report.html')));

  const attempts = await readShards([join(cwd, 'parts')], filesOf(t));
  const backward = await mergeRead(attempts.toReversed());
  t.is(JSON.stringify(backward.records), JSON.stringify((await mergeRead(attempts)).records));
  const three = attempts.find(({ shard }) => shard.index === 3);
  const others = attempts
    .filter((one) => one !== three)
    .map((one) =>
      changed(one, ({ part }) => ({ part: { ...part, clock: { lowMs: -20, highMs: 180 } } })),
    );
  const problemsWith = (third: ShardAttempt): string =>
    mergeGenerators([...others, third]).problems.join('\n');
  const ahead = changed(three, ({ part }) => ({
    part: { ...part, clock: { lowMs: 9000, highMs: 9200 } },
  }));
  t.regex(
    problemsWith(ahead),
    /generator 3\/4: its clock is at least 8820 ms beside that of generator 1\/4 \(at most 250 ms\)/u,
  );
  const near = changed(three, ({ part }) => ({
    part: { ...part, clock: { lowMs: 400, highMs: 600 } },
  }));
  t.notRegex(problemsWith(near), /its clock/u);
  const late = changed(three, ({ run }) => ({
    run: {
      ...run,
      measurement: null,
      doubtful: sum,
      outcome: {
        kind: 'invalid',
        reason: 'it began 900 ms after the common start (at most 100 ms)',
      },
    },
  }));
  t.regex(
    problemsWith(late),
    /round 1 of load: .*generator 3\/4: it began 900 ms after the common start/u,
  );
  const silent = changed(three, ({ run }) => ({
    run: {
      ...run,
      measurement: null,
      doubtful: undefined,
      outcome: { kind: 'failed', message: 'no answer', last: null },
    },
  }));
  t.regex(problemsWith(silent), /generator 3\/4: no answer/u);
  if (!isBusy) {
    const fewer = changed(three, ({ run }) => ({
      run: { ...run, measurement: attempts[0] === undefined ? null : sum },
    }));
    t.regex(problemsWith(fewer), /90 requests were due, \d+ sent and \d+ answered or given up/u);
  }
  const faults: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
    [
      'missing',
      (folder) => rmSync(join(folder, '3'), { recursive: true }),
      /problem: generator 3\/4 is missing: no round is whole without its requests/u,
    ],
    [
      'cut off',
      (folder) => edit(folder, (text) => text.split('\n').slice(0, -2).join('\n') + '\n'),
      /problem: generator 3\/4 was cut off before its last line/u,
    ],
    [
      'cut in its round',
      (folder) => edit(folder, (text) => text.slice(0, text.length / 2)),
      /problem: generator 3\/4 is not whole: 1 of 1 rounds are missing/u,
    ],
    [
      'changed',
      (folder) => edit(folder, (text) => text.replace('"requests":', '"requests":1')),
      /was changed after it had been written/u,
    ],
    [
      'of another start',
      (folder) =>
        edit(
          folder,
          (text) =>
            text
              .replace(/"startAtMs":(\d)/u, '"startAtMs":9$1')
              .split('\n')
              .slice(0, -2)
              .join('\n') + '\n',
        ),
      /does not have the digest of its plan/u,
    ],
  ];
  for (const [name, damage, message] of faults) {
    const folder = join(cwd, name);
    cpSync(join(cwd, 'parts'), folder, { recursive: true });
    damage(folder);
    const refused = await mapswell(cwd, 'merge', name, '--out', `${name} merged`);
    t.is(refused.exitCode, 3, name);
    t.regex(refused.output + refused.errors, message, name);
  }
});

function edit(folder: string, change: (text: string) => string): void {
  const file = join(folder, '3', 'shard.ndjson');
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}

test('a generator that comes late is named, and its round is none', async (t) => {
  const service = await serveMap(t);
  const cwd = project(service.url);
  const startAt = new Date(Date.now() - 3000).toISOString();
  const ran = await mapswell(
    cwd,
    'run',
    'load',
    '--generator',
    '1/1',
    '--start-at',
    startAt,
    '--out',
    'parts/1',
  );
  t.is(ran.exitCode, 0);
  t.regex(
    ran.errors,
    /^warning: generator 1\/1 was to begin at \S+Z, \d+\.\d s ago: its rounds will be invalid\n/u,
  );
  const merged = await mapswell(cwd, 'merge', 'parts', '--out', 'merged');
  t.is(merged.exitCode, 3);
  t.regex(
    merged.output,
    /problem: round 1 of load: generator 1\/1: it began \d+ ms after the common start \(at most 100 ms\)/u,
  );
  t.true(merged.output.includes('no result: 1 problem with 1 generators on 1 machine'));
});

test('what cannot be shared, and flags that do not go together, are refused by name', async (t) => {
  const cwd = project('http://127.0.0.1:1');
  const at = ['--start-at', '2027-01-31T12:00:00Z'] as const;
  writeFileSync(
    join(cwd, 'scenarios', 'own.json'),
    JSON.stringify({
      purpose: 'own',
      target: 'http',
      key: 'int64',
      value: 'int64',
      phases: [
        { name: 'a', operationsPerWriter: 1, mix: { insert: 1 }, keys: { kind: 'sequential' } },
      ],
    }),
  );
  for (const [argv, message] of [
    [
      ['load', '--generator', '1/2'],
      'expected --generator i/n and --start-at TIME together, got --generator alone',
    ],
    [
      ['load', ...at],
      'expected --generator i/n and --start-at TIME together, got --start-at alone',
    ],
    [['load', ...at, '--generator', '3/2'], 'expected --generator to be i/n with i from 1 to n'],
    [
      ['load', ...at, '--generator', '1/2', '--shard', '1/2'],
      '--generator has its share of every round: expected no --shard beside it',
    ],
    [
      ['load', ...at, '--generator', '1/2', '--json'],
      '--generator runs a part and gives no verdict: expected no --json beside it',
    ],
    [
      ['load', '--generator', '1/2', '--start-at', '12:00'],
      'expected --start-at to be an ISO time with its zone, as in 2027-01-31T12:00:00Z, or seconds since 1970, got 12:00',
    ],
    [
      ['own', ...at, '--generator', '1/2'],
      '--generator shares the requests to a service that runs already: expected cells with the target http, http.url and a rate, got own with no http.url',
    ],
  ] as const) {
    const refused = await mapswell(cwd, 'run', ...argv);
    t.is(refused.exitCode, 2, argv.join(' '));
    t.true(refused.errors.includes(message), refused.errors);
  }
});
