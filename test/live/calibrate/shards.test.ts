import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { calibrate } from '../../../src/live/calibrate/calibration/calibrate.ts';
import { makeFleet } from '../../../src/live/calibrate/fleet/make-fleet.ts';
import { surveyFleet } from '../../../src/live/calibrate/calibration/fleet-survey.ts';
import { calibrateByScores } from '../../../src/live/calibrate/shards/calibrate-by-scores.ts';
import { mergeScores } from '../../../src/live/calibrate/shards/merge-scores.ts';
import { scorePlan } from '../../../src/live/calibrate/shards/score-plan.ts';
import { readScores, type ScoreFile } from '../../../src/live/calibrate/shards/score-table.ts';
import { ShardScorer } from '../../../src/live/calibrate/shards/shard-scorer.ts';
import { formatTraceCsv } from '../../../src/live/trace/format-trace-csv.ts';
import { parseTraceCsv } from '../../../src/live/trace/parse-trace-csv.ts';
import type { Trace } from '../../../src/live/trace/trace.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { healthyTrace } from './made-trace.ts';

const budget = { falseAlarmsPerSeriesDay: 0.01, leadMinutes: 23 };
/** As files hold them, so that a table of files is that of memory. */
const fleet: readonly Trace[] = asFiles(makeFleet({ seed: 1, failures: 6, healthy: 4, noise: [] }));
/** With two series that lend their noise, to fit and to judge: their deployments cost most of all. */
const deployed: readonly Trace[] = [
  ...fleet,
  ...asFiles([healthyTrace('n1', 1, 1500, 82), healthyTrace('n3', 3, 1500, 82)]),
];

function asFiles(traces: readonly Trace[]): readonly Trace[] {
  return traces.map((trace) => parseTraceCsv(formatTraceCsv(trace), `${trace.id}.csv`));
}

const task = { budget, orSmallestShown: true, seed: 1, threads: 1 };
const cwd = temporaryFolder('scores');

/** Where the table of a part lies; each is scored once, by whoever asks first. */
const tables = new Map<string, Promise<string>>();

async function table(part: string, given: readonly Trace[] = fleet): Promise<string> {
  const known = tables.get(part) ?? scoreTable(part, given);
  tables.set(part, known);
  return await known;
}

async function scoreTable(part: string, given: readonly Trace[]): Promise<string> {
  const [index = 0, count = 0] = part.split(' ')[0]?.split('/').map(Number) ?? [];
  const scorer = new ShardScorer({ shard: { index, count }, seed: 1, leadMinutes: 23, threads: 1 });
  for (const trace of given) await scorer.add(trace);
  const path = join(cwd, `${part.replaceAll(/\W/gu, '-')}.scores`);
  writeFileSync(path, (await scorer.score()).text);
  return path;
}

/** One part of the fleet with deployments. */
async function half(part: '1/2' | '2/2'): Promise<string> {
  return await table(part, deployed);
}

async function merged(traces: readonly Trace[], paths: readonly string[]): Promise<string> {
  const files = await Promise.all(paths.map(readScores));
  return JSON.stringify((await calibrateByScores({ ...task, traces }, files)).calibration);
}

test('a calibration by parts is that of one process to the byte, in any order of its files', async (t) => {
  const whole = JSON.stringify(await calibrate({ ...task, traces: fleet }));
  t.is(await merged(fleet, [await table('1/1')]), whole);
  const thirds = [await table('1/3'), await table('2/3'), await table('3/3')];
  t.is(await merged(fleet, thirds), whole);
  t.is(
    await merged(
      fleet.toReversed(),
      [2, 0, 1].map((at) => thirds[at] ?? ''),
    ),
    whole,
  );
  const again = await table('3/3 again', fleet.toReversed());
  t.is(readFileSync(again, 'utf8'), readFileSync(thirds[2] ?? '', 'utf8'), 'series in any order');
});

test('deployments are parted too', async (t) => {
  const whole = JSON.stringify(await calibrate({ ...task, traces: deployed }));
  t.is(await merged(deployed, [await half('2/2'), await half('1/2')]), whole);
  t.true(whole.includes('"deployments":{"recall"'), 'judged on them');
});

function write(name: string, content: string): string {
  const path = join(cwd, name);
  writeFileSync(path, content);
  return path;
}

/** Replaces a text once, and gives the table the sum that it has then. */
function resummed(path: string, from: RegExp, to: string): string {
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -2);
  const body = lines
    .map((line) => `${line}\n`)
    .join('')
    .replace(from, to);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return `${body}${JSON.stringify({ event: 'complete', families: lines.length - 1, sha256 })}\n`;
}

test('tables that are missing, double, foreign, changed or cut off are named, and nothing is chosen', async (t) => {
  const [one, two] = [await half('1/2'), await half('2/2')];
  const third = await table('1/50 deployed', deployed);
  // Parts that have nothing to score: what they say of their fleet is looked at first.
  const others = deployed.filter(({ id }) => id !== 'healthy-0003');
  const noise = deployed.map((trace) => (trace.id === 'n1' ? healthyTrace('n1', 9, 1500) : trace));
  const text = readFileSync(two, 'utf8');
  const lines = text.split('\n');
  const faults: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['missing', [one], /^no choice: shard 2\/2 is missing$/u],
    [
      'many missing',
      [third],
      /^no choice: shards 2\/50, 3\/50, .*, 11\/50 and 39 more are missing$/u,
    ],
    ['of another number of shards', [one, third], /another fleet or task: count: 2 and 50$/u],
    [
      'one series less',
      [one, await table('49/50 less', others)],
      /it has no series healthy-0003$/u,
    ],
    [
      'other samples',
      [one, await table('49/50 other', noise)],
      /the samples of the series n1 are others$/u,
    ],
    [
      'cut off within a line',
      [one, write('cut', text.slice(0, -30))],
      /cut was cut off before its last line/u,
    ],
    [
      'cut off at a line',
      [one, write('short', `${lines.slice(0, 100).join('\n')}\n`)],
      /short was cut off/u,
    ],
    [
      'a line left out',
      [one, write('gap', lines.toSpliced(9, 1).join('\n'))],
      /gap was changed after it had been written/u,
    ],
    [
      'one figure changed',
      [one, write('changed', text.replace('"failures":', '"failures":1'))],
      /changed was changed after/u,
    ],
    [
      'changed with its sum',
      [one, two, write('forged', resummed(two, /"failures":/u, '"failures":1'))],
      /are both shard 2\/2 and differ/u,
    ],
    [
      'of another version',
      [one, write('version', resummed(two, /"mapswell":"/u, '"mapswell":"9'))],
      /version does not have the digest of its plan/u,
    ],
    [
      'of another seed',
      [one, write('seed', resummed(two, /"seed":1/u, '"seed":2'))],
      /seed does not have the digest of its plan/u,
    ],
    [
      'of another format',
      [one, write('format', resummed(two, /"version":1/u, '"version":2'))],
      /is no table of this mapswell \(line 1: version/u,
    ],
    [
      'a family twice',
      [one, write('family', resummed(two, /"family":7,/u, '"family":6,'))],
      /has the family 6 in line 9/u,
    ],
  ];
  const plan = scorePlan(surveyFleet(deployed), { count: 2, seed: 1, leadMinutes: 23 });
  const read = new Map<string, Promise<ScoreFile>>();
  const readOnce = async (path: string): Promise<ScoreFile> => {
    const file = read.get(path) ?? readScores(path);
    read.set(path, file);
    return await file;
  };
  for (const [name, paths, message] of faults)
    await t.throwsAsync(
      async () => {
        const files = await Promise.all(paths.map(readOnce));
        const { count } = files[0]?.plan ?? plan;
        return mergeScores(files, { ...plan, count });
      },
      { code: 'invalid', message },
      name,
    );
  await t.throwsAsync(readScores(write('other', '{"kind":"mapswell-record"}')), {
    code: 'input',
    message: /expected a table of scores in .*other, made by mapswell calibrate --shard/u,
  });
  const files = [await readOnce(one), await readOnce(two)];
  t.throws(() => mergeScores(files, { ...plan, leadMinutes: 30 }), {
    code: 'invalid',
    message: /another fleet or task: leadMinutes: 30 and 23$/u,
  });
});

test('calibrate --shard and --merge on files: notes, refusals and exit codes', async (t) => {
  const folder = join(cwd, 'fleet');
  mkdirSync(folder);
  for (const trace of fleet) writeFileSync(join(folder, `${trace.id}.csv`), formatTraceCsv(trace));
  const run = async (...argv: readonly string[]): Promise<readonly [number, string, string]> => {
    const io = fakeIo(['calibrate', ...argv], { cwd });
    return [await runCli(io), io.output, io.errors];
  };
  const scores = (name: string): string => readFileSync(join(cwd, name), 'utf8');
  const part = ['--shard', '3/3', '--scores', 'c', '--threads', '1'] as const;
  const [code, said, written] = await run('fleet', ...part);
  t.is(code, 0);
  t.is(
    said,
    'Part 3/3: 2 of 6 series to fit are scored. When all parts are there: mapswell calibrate TRACES... --merge FILES...\n',
  );
  t.regex(written, /^Scores: c \(\d+\.\d KiB\)\n$/u);
  t.is(scores('c'), readFileSync(await table('3/3'), 'utf8'));
  t.false(readdirSync(cwd).includes('calibration.json'));
  const parts = [await table('1/3'), await table('2/3'), 'c', await table('3/3')];
  const [chosen, , notes] = await run('fleet', '--merge', ...parts, '--out', 'c.json');
  t.is(chosen, 0);
  t.regex(notes, /^note: .*3-3\.scores is the same as .*c \(shard 3\/3\)\nWritten: c\.json\n$/u);
  t.is(JSON.parse(scores('c.json')).kind, 'mapswell-calibration');
  const before = scores('c.json');
  const [missing, output, error] = await run('fleet', '--merge', 'c', '--out', 'c.json');
  t.deepEqual([missing, output], [3, '']);
  t.is(error, 'error: no choice: shards 1/3, 2/3 are missing\n');
  t.is(scores('c.json'), before);
  for (const [argv, message] of [
    [['--shard', '1/2'], 'expected --shard i/n and --scores FILE together, got --shard alone'],
    [['--scores', 'x'], 'expected --shard i/n and --scores FILE together, got --scores alone'],
    [
      ['--shard', '3/2', '--scores', 'x'],
      'expected --shard to be i/n with i from 1 to n and n up to 100000, as in 2/8, got 3/2',
    ],
    [
      ['--shard', '1/2', '--scores', 'x', '--out', 'y'],
      '--shard scores a part and chooses nothing: expected no --out beside it; --merge chooses by all parts',
    ],
    [
      ['--shard', '1/2', '--scores', 'x', '--merge', 'a'],
      '--shard scores a part and chooses nothing: expected no --merge beside it; --merge chooses by all parts',
    ],
    [
      ['--shard', '1/2', '--scores', 'c.json'],
      'expected --scores to name a new file or a table of scores, got ',
    ],
  ] as const) {
    const [exitCode, , refused] = await run('fleet', ...argv);
    t.is(exitCode, 2, argv.join(' '));
    t.true(refused.includes(message), refused);
  }
  t.is(scores('c.json'), before);
});
