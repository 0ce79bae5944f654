import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { OpenFiles } from '../src/base/primitives/input/open-files.ts';
import { must } from '../src/base/primitives/must.ts';
import { latencyBuckets } from '../src/lab/record/figures/latency-bucket.ts';
import { latencyQuantile, mergeLatency } from '../src/lab/record/figures/latency-quantile.ts';
import { readRecord } from '../src/lab/record/record-file.ts';
import type { TimedMeasurement } from '../src/lab/record/timed-result.ts';
import { readShards } from '../src/lab/run/shards/read-shard.ts';
import { inserts } from '../test/support/make-cell.ts';

/** Low enough for a machine on which five processes share two processors. */
const perSecond = 80;
const requests = 640;
/** What it takes to start the processes, before all of them wait. */
const leadMs = 6000;
const turns = Number(process.env['MAPSWELL_BENCH_TURNS'] ?? 6);
const quantiles = [0.5, 0.75, 0.9, 0.95, 0.99] as const;

/** The same load by one generator, by four, and by one again: what two of the same differ by. */
const arms = { one: 1, four: 4, again: 1 } as const;
type Arm = keyof typeof arms;

/** What one load gave. */
interface Load {
  /** Why it was none; `null` where it was. */
  readonly invalid: string | null;
  /** The bucket of each of the quantiles. */
  readonly buckets: readonly number[];
  /** Of the worst of the generators: how late it began, and its latest 1 % of requests. */
  readonly beganLateMs: number;
  readonly latenessP99Ms: number;
}

/** Buckets that two values within the width of one may lie apart. */
const mostApart = 1;

const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));
const service = fileURLToPath(new URL('generators-process.js', import.meta.url));

/**
 * Four generators at a quarter of the rate each, put together by `merge`, held against one at the whole
 * rate, in turns and as commands, on a service that answers 60 to 600 ms after a request: whether the
 * percentiles of response times lie within a bucket of the histogram (1.6 %) of each other.
 */
export async function run(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-generators-'));
  const server = spawn(process.execPath, [service], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const [port] = await once(server.stdout, 'data');
    makeProject(folder, `http://127.0.0.1:${String(port).trim()}`);
    const order = Object.keys(arms).filter((arm): arm is Arm => arm in arms);
    const loads: Record<Arm, Load[]> = { one: [], four: [], again: [] };
    for (let turn = 0; turn < turns; turn++)
      for (let place = 0; place < order.length; place++) {
        const arm = must(order[(turn + place) % order.length], 'an arm');
        loads[arm].push(await load(folder, arms[arm], `${turn}-${arm}`));
      }
    return textOf(loads);
  } finally {
    server.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeProject(folder: string, url: string): void {
  mkdirSync(join(folder, 'scenarios'));
  const scenario = {
    purpose: 'a service of which the response times are known',
    target: 'http',
    http: { url, connections: 128 },
    rate: { kind: 'constant', perSecond },
    key: 'int64',
    value: 'int64',
    rounds: 1,
    phases: inserts(requests),
  };
  writeFileSync(join(folder, 'scenarios', 'load.json'), JSON.stringify(scenario));
}

async function load(folder: string, generators: number, name: string): Promise<Load> {
  const startAt = new Date(Date.now() + leadMs).toISOString();
  await Promise.all(
    Array.from({ length: generators }, (_, at) =>
      mapswell(folder, [
        'run',
        'load',
        '--generator',
        `${at + 1}/${generators}`,
        '--start-at',
        startAt,
        '--out',
        `${name}/${at + 1}`,
      ]),
    ),
  );
  await mapswell(folder, ['merge', name, '--out', `${name}-merged`]);
  const record = await readRecord(join(folder, `${name}-merged`, 'record.json'));
  const round = must(record.cells[0]?.rounds[0], 'the round of the load');
  const sum = must(round.measurement ?? round.doubtful, 'a load that was answered');
  const latency = mergeLatency(Object.values(sum.latency));
  const { outcome } = round;
  return {
    invalid: outcome.kind === 'invalid' ? outcome.reason : null,
    buckets: quantiles.map((p) => latencyBuckets.of(Math.round(latencyQuantile(latency, p)))),
    ...(await latenessOf(join(folder, name))),
  };
}

/** Ends well also where a load is invalid, which is what is counted here. */
async function mapswell(folder: string, words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [main, ...words], { cwd: folder, stdio: 'pipe' });
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0 && code !== 3)
    throw new Error(`expected mapswell ${words.join(' ')} to end, got ${code}: ${errors}`);
}

async function latenessOf(folder: string): Promise<Pick<Load, 'beganLateMs' | 'latenessP99Ms'>> {
  const files = new OpenFiles();
  const shares = (await readShards([folder], files)).flatMap(({ results }) =>
    [...results.values()].flatMap((result) => (result.kind === 'timed' ? [result] : [])),
  );
  files.close();
  return {
    beganLateMs: Math.max(
      ...shares.map(({ part }) => (part === undefined ? 0 : part.beganAtMs - part.startAtMs)),
    ),
    latenessP99Ms: Math.max(
      ...shares.map(({ run: share }) => latestOf(share.measurement ?? share.doubtful)),
    ),
  };
}

function latestOf(measurement: TimedMeasurement | undefined): number {
  const lateness = measurement?.http?.generator.lateness;
  return lateness ? latencyQuantile(lateness, 0.99) / 1e6 : Number.NaN;
}

function textOf(loads: Readonly<Record<Arm, readonly Load[]>>): string {
  const lines = loads.one.flatMap((one, turn) =>
    (['four', 'again'] as const).flatMap((arm) => pairText(turn, one, arm, loads[arm][turn])),
  );
  return [
    `${requests} requests at ${perSecond}/s; buckets apart at p50, p75, p90, p95, p99`,
    ...lines,
    summary('four against one', loads.one, loads.four),
    summary('one against one ', loads.one, loads.again),
  ].join('\n');
}

function pairText(turn: number, one: Load, arm: Arm, other: Load | undefined): readonly string[] {
  if (other === undefined) return [];
  const reasons = [one.invalid, other.invalid].flatMap((reason) =>
    reason === null ? [] : [`\n    ${reason}`],
  );
  const late = ({ beganLateMs, latenessP99Ms }: Load): string =>
    `began ${beganLateMs.toFixed(1)} ms late, p99 of requests ${latenessP99Ms.toFixed(2)} ms`;
  return [
    `  ${turn + 1} ${arm.padEnd(5)} ${apart(one, other).join(' ')}  (one ${late(one)}; ${arm} ${late(other)})${reasons.join('')}`,
  ];
}

function apart(one: Load, other: Load): readonly number[] {
  return one.buckets.map((bucket, at) => (other.buckets[at] ?? Number.NaN) - bucket);
}

/** What is invalid is counted beside: it says how far off an answer is that mapswell refuses to give. */
function summary(name: string, ones: readonly Load[], others: readonly Load[]): string {
  const pairs = ones.flatMap((one, turn) => {
    const other = others[turn];
    if (other === undefined) return [];
    const isValid = one.invalid === null && other.invalid === null;
    return [{ isValid, isWithin: apart(one, other).every((by) => Math.abs(by) <= mostApart) }];
  });
  const valid = pairs.filter(({ isValid }) => isValid);
  const within = (of: typeof pairs): number => of.filter(({ isWithin }) => isWithin).length;
  return `${name}: ${within(valid)} of ${valid.length} valid pairs within a bucket at every percentile, ${within(pairs)} of all ${pairs.length}`;
}
