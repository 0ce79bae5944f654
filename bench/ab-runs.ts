import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '../src/record/run-record.ts';
import { clopperPearson } from '../src/stats/clopper-pearson.ts';
import { mannWhitney } from '../src/stats/mann-whitney.ts';
import { median } from '../src/stats/median.ts';

/** What one `mapswell ab` said, and what two plainer gates would have said of the same processes. */
interface AbRun {
  /** 1: the folder against itself; 1.1: the head does a tenth more work in every write. */
  readonly slower: number;
  readonly verdict: string;
  readonly costRatio: number | null;
  readonly threshold: number | null;
  readonly detectable: number | null;
  readonly seconds: number;
  /** Medians of one arm against one arm, apart by more than a tenth. */
  readonly isRatioAlarm: boolean;
  /** Iterations of one process against those of another, p below 0.05. */
  readonly isIterationAlarm: boolean;
}

const wanted: readonly {
  readonly slower: number;
  readonly runs: number;
  readonly rounds: number;
}[] = [
  { slower: 1, runs: 50, rounds: 10 },
  { slower: 1.05, runs: 6, rounds: 16 },
  { slower: 1.1, runs: 6, rounds: 16 },
  { slower: 1.2, runs: 6, rounds: 16 },
];

const main = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));
const results = fileURLToPath(new URL('../../reports/ab-runs.json', import.meta.url));

const scenario = {
  purpose: 'a map whose writes cost a known amount of work',
  key: 'int64',
  value: 'int64',
  limits: { memoryBytes: 2 ** 28, cpus: 2 },
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 200,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
};

function mapOf(work: number): string {
  return `const work = ${work};
let state = 1;
export const create = () => new Map();
export const set = (map, key, value) => {
  for (let step = 0; step < work; step++) state = (state * 1103515245 + 12345) & 0x7fffffff;
  map.set(key, value + (state & 1));
};
export const get = (map, key) => map.get(key);
export const remove = (map, key) => map.delete(key);
export const size = (map) => map.size;
export { remove as delete };
`;
}

/** Without a slowdown the reference map itself: its processes are the shortest. */
function makeProject(folder: string, work: number, isReference: boolean): void {
  const ownScenario = isReference ? scenario : { ...scenario, target: { module: '../map.mjs' } };
  mkdirSync(join(folder, 'scenarios'), { recursive: true });
  writeFileSync(join(folder, 'sandbox.config.json'), '{}');
  writeFileSync(join(folder, 'scenarios', 'work.json'), JSON.stringify(ownScenario));
  writeFileSync(join(folder, 'map.mjs'), mapOf(Math.round(1500 * work)));
}

/** One comparison of whole processes, from the command line as a user has it. */
function measure(slower: number, rounds: number, seed: number): AbRun {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-ab-'));
  try {
    makeProject(join(folder, 'base'), 1, slower === 1);
    makeProject(join(folder, 'head'), slower, slower === 1);
    const words = ['base', 'head', '--rounds', String(rounds), '--seed', String(seed)];
    const startedMs = performance.now();
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [main, 'ab', ...words, '--quiet', '--format', 'json', '--out', 'out'],
      { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    const seconds = (performance.now() - startedMs) / 1000;
    const document: unknown = stdout === '' ? null : JSON.parse(stdout);
    const speed = speedMetric(document);
    if (speed === undefined) throw new Error(`expected a comparison, got ${stderr}`);
    return { slower, ...speed, seconds, ...plainerGates(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function speedMetric(
  document: unknown,
): Pick<AbRun, 'verdict' | 'costRatio' | 'threshold' | 'detectable'> | undefined {
  const metrics: unknown = Object(document)['metrics'];
  if (!Array.isArray(metrics)) return undefined;
  const found: unknown = metrics.find(
    (one: unknown) => Object(one)['metric'] === 'writes-per-second',
  );
  const verdict = Object(Object(found)['verdict']);
  const evidence = Object(verdict['evidence']);
  return {
    verdict: String(verdict['kind']),
    costRatio: evidence['costRatio'] ?? null,
    threshold: evidence['threshold'] ?? null,
    detectable: evidence['detectable'] ?? null,
  };
}

function plainerGates(folder: string): Pick<AbRun, 'isRatioAlarm' | 'isIterationAlarm'> {
  const [base, head] = ['base-1', 'head-1'].map((arm) => {
    const path = join(folder, 'out', arm, 'record.json');
    const record: RunRecord = JSON.parse(readFileSync(path, 'utf8'));
    return (record.cells[0]?.rounds ?? []).flatMap(({ measurement }) => measurement ?? []);
  });
  if (base === undefined || head === undefined) throw new Error('expected two records');
  const speed = (side: typeof base): number =>
    median(side.map(({ writesPerSecond }) => writesPerSecond));
  const times = (side: typeof base): readonly number[] =>
    (side[0]?.iterations ?? []).map(({ elapsedNs }) => elapsedNs);
  return {
    isRatioAlarm: Math.abs(speed(head) / speed(base) - 1) > 0.1,
    isIterationAlarm: mannWhitney(times(base), times(head)).p.twoSided < 0.05,
  };
}

function readResults(): AbRun[] {
  if (!existsSync(results)) return [];
  const document: { readonly runs: AbRun[] } = JSON.parse(readFileSync(results, 'utf8'));
  return document.runs;
}

/**
 * Real A/A runs and real slowdowns through `mapswell ab` on this machine. Each run is added to
 * `reports/ab-runs.json`; what is there already is not run again. With MAPSWELL_BENCH_SECONDS it stops
 * after so long, to go on the next time.
 */
export function run(): Promise<string> {
  const limitMs = Number(process.env['MAPSWELL_BENCH_SECONDS'] ?? Infinity) * 1000;
  const runs = readResults();
  const startedMs = performance.now();
  for (const { slower, runs: count, rounds } of wanted) {
    while (runs.filter((one) => one.slower === slower).length < count) {
      if (performance.now() - startedMs > limitMs) return Promise.resolve(summary(runs));
      runs.push(measure(slower, rounds, runs.length + 1));
      const what = `mapswell ab on ${process.arch}, Node ${process.version}; summary: npm run bench ab-runs`;
      writeFileSync(results, `${JSON.stringify({ what, runs }, null, 1)}\n`);
    }
  }
  return Promise.resolve(summary(runs));
}

function summary(runs: readonly AbRun[]): string {
  const lines = wanted.flatMap(({ slower, rounds }) => {
    const own = runs.filter((one) => one.slower === slower);
    return own.length === 0 ? [] : [describe(own, slower, rounds)];
  });
  return `${lines.join('\n')}\n`;
}

function describe(runs: readonly AbRun[], slower: number, rounds: number): string {
  const kinds = new Map<string, number>();
  for (const { verdict } of runs) kinds.set(verdict, (kinds.get(verdict) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const seconds = median(runs.map((one) => one.seconds)).toFixed(1);
  const detectable = runs.flatMap((one) => one.detectable ?? []);
  const seen =
    detectable.length === 0 ? 'nothing' : `${(median(detectable) * 100).toFixed(0)} % (median)`;
  const head = slower === 1 ? 'A/A' : `${((slower - 1) * 100).toFixed(0)} % more work`;
  const lead = `${head}, ${rounds} rounds: ${runs.length} runs: ${counts}; could have seen ${seen}; ${seconds} s each`;
  if (slower !== 1) return lead;
  const share = (count: number): string => {
    const { low, high } = clopperPearson(count, runs.length);
    return `${count} of ${runs.length} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %)`;
  };
  const alarms = runs.filter(({ verdict }) => verdict === 'regressed' || verdict === 'improved');
  return [
    lead,
    `  false alarms of mapswell ab: ${share(alarms.length)}`,
    `  for contrast, ratio of medians beyond 10 %: ${share(runs.filter((one) => one.isRatioAlarm).length)}`,
    `  for contrast, Mann-Whitney on single runs: ${share(runs.filter((one) => one.isIterationAlarm).length)}`,
  ].join('\n');
}
