import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunRecord } from '../src/lab/record/run-record.ts';
import { clopperPearson } from '../src/base/stats/intervals/clopper-pearson.ts';
import { mannWhitney } from '../src/base/stats/hypotheses/mann-whitney.ts';
import { median } from '../src/base/stats/median.ts';

/** What one `mapswell ab` said, and what two plainer gates would have said of the same processes. */
interface AbRun {
  /** A module whose writes cost a known amount of work, or the reference map. */
  readonly target: 'module' | 'reference';
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

interface Wanted {
  readonly target: AbRun['target'];
  readonly slower: number;
  readonly runs: number;
  readonly rounds: number;
}

const wanted: readonly Wanted[] = [
  { target: 'module', slower: 1.1, runs: 10, rounds: 12 },
  { target: 'module', slower: 1.05, runs: 4, rounds: 12 },
  { target: 'module', slower: 1.2, runs: 4, rounds: 12 },
  { target: 'module', slower: 1, runs: 16, rounds: 10 },
  { target: 'reference', slower: 1, runs: 34, rounds: 10 },
];

const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));
const results = fileURLToPath(new URL('../../reports/ab-runs.json', import.meta.url));

function scenarioOf(operationsPerWriter: number): object {
  return {
    purpose: 'a map whose writes cost a known amount of work',
    key: 'int64',
    value: 'int64',
    limits: { memoryBytes: 2 ** 28, cpus: 2 },
    phases: [
      { name: 'fill', operationsPerWriter, mix: { insert: 1 }, keys: { kind: 'sequential' } },
    ],
  };
}

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

function makeProject(folder: string, work: number, target: AbRun['target']): void {
  const own =
    target === 'module'
      ? { ...scenarioOf(400), target: { module: '../map.mjs' } }
      : scenarioOf(250_000);
  mkdirSync(join(folder, 'scenarios'), { recursive: true });
  writeFileSync(join(folder, 'sandbox.config.json'), '{}');
  writeFileSync(join(folder, 'scenarios', 'work.json'), JSON.stringify(own));
  writeFileSync(join(folder, 'map.mjs'), mapOf(Math.round(1500 * work)));
}

/** One comparison of whole processes, from the command line as a user has it. */
function measure({ target, slower, rounds }: Wanted, seed: number): AbRun {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-ab-'));
  try {
    makeProject(join(folder, 'base'), 1, target);
    makeProject(join(folder, 'head'), slower, target);
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
    return { target, slower, ...speed, seconds, ...plainerGates(folder) };
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
  for (const one of wanted) {
    while (runsOf(runs, one).length < one.runs) {
      if (performance.now() - startedMs > limitMs) return Promise.resolve(summary(runs));
      runs.push(measure(one, runs.length + 1));
      const what = `mapswell ab on ${process.arch}, Node ${process.version}; summary: npm run bench ab-runs`;
      writeFileSync(results, `${JSON.stringify({ what, runs }, null, 1)}\n`);
    }
  }
  return Promise.resolve(summary(runs));
}

function runsOf(runs: readonly AbRun[], { target, slower }: Wanted): readonly AbRun[] {
  return runs.filter((one) => one.target === target && one.slower === slower);
}

function summary(runs: readonly AbRun[]): string {
  const lines = wanted.flatMap((one) => {
    const own = runsOf(runs, one);
    return own.length === 0 ? [] : [describe(own, one)];
  });
  return `${[...lines, ...alarms(runs.filter(({ slower }) => slower === 1))].join('\n')}\n`;
}

function describe(runs: readonly AbRun[], { target, slower, rounds }: Wanted): string {
  const kinds = new Map<string, number>();
  for (const { verdict } of runs) kinds.set(verdict, (kinds.get(verdict) ?? 0) + 1);
  const counts = [...kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const seconds = median(runs.map((one) => one.seconds)).toFixed(1);
  const detectable = runs.flatMap((one) => one.detectable ?? []);
  const seen =
    detectable.length === 0 ? 'nothing' : `${(median(detectable) * 100).toFixed(0)} % (median)`;
  const head = slower === 1 ? 'A/A' : `${((slower - 1) * 100).toFixed(0)} % more work`;
  return `${head}, ${target}, ${rounds} rounds: ${counts}; could have seen ${seen}; ${seconds} s each`;
}

/** Alarms where nothing changed. */
function alarms(runs: readonly AbRun[]): readonly string[] {
  if (runs.length === 0) return [];
  const share = (isAlarm: (one: AbRun) => boolean): string => {
    const count = runs.filter(isAlarm).length;
    const { low, high } = clopperPearson(count, runs.length);
    return `${count} of ${runs.length} (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %)`;
  };
  return [
    `False alarms of mapswell ab: ${share(({ verdict }) => verdict === 'regressed' || verdict === 'improved')}`,
    `  for contrast, ratio of medians beyond 10 %: ${share((one) => one.isRatioAlarm)}`,
    `  for contrast, Mann-Whitney on single runs: ${share((one) => one.isIterationAlarm)}`,
  ];
}
