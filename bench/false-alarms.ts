import { readFileSync } from 'node:fs';
import { array, number, object } from 'zod';
import { compareOptions } from '../src/lab/compare/compare-options.ts';
import { compareRuns } from '../src/lab/compare/compare-runs.ts';
import { judgeAb, type AbRound } from '../src/lab/compare/verdict/judge-ab.ts';
import type { VerdictKind } from '../src/lab/compare/verdict/verdict.ts';
import { seededRandom, type Random } from '../src/base/primitives/seeded-random.ts';
import type { RunRecord } from '../src/lab/record/run-record.ts';
import { clopperPearson } from '../src/base/stats/intervals/clopper-pearson.ts';
import { mannWhitney } from '../src/base/stats/hypotheses/mann-whitney.ts';
import { median } from '../src/base/stats/median.ts';
import { syntheticRun } from '../test/lab/compare/synthetic-run.ts';
import { describeProcesses } from './between-process.ts';

/**
 * Processes of one program, measured one after the other on a shared machine: no two differ by more
 * than noise, so that every alarm on them is false.
 */
const { processes } = object({ processes: array(array(number())) }).parse(
  JSON.parse(
    readFileSync(new URL('../../bench/data/between-process.json', import.meta.url), 'utf8'),
  ),
);

const cells = 6;
const rounds = 10;
const options = compareOptions();

/** Log speed of each process about the median of all, scaled to a quieter machine by `factor`. */
function noise(factor: number): readonly number[] {
  const speeds = processes.map((times) => -Math.log(median(times)));
  const centre = median(speeds);
  return speeds.map((speed) => (speed - centre) * factor);
}

/** A stretch of the measured series from a random place on: drift and bursts stay in it. */
function stretch<T>(series: readonly T[], length: number, random: Random): T[] {
  const start = Math.floor(random() * series.length);
  return Array.from({ length }, (_, index) => series[(start + index) % series.length]).filter(
    (value): value is T => value !== undefined,
  );
}

/** A run whose processes took turns: the yardstick and the cells, round after round. */
function runOf(id: string, slower: number, series: readonly number[], random: Random): RunRecord {
  const all = stretch(series, rounds * (cells + 1), random);
  const valuesOf = (place: number): number[] =>
    all.filter((_, index) => index % (cells + 1) === place).map((value) => Math.exp(value));
  return syntheticRun({
    id,
    yardstick: valuesOf(cells).map((speed) => speed * 5e6),
    cells: Array.from({ length: cells }, (_, cell) => ({
      id: `cell ${cell}`,
      speeds: valuesOf(cell).map((speed) => (speed * 1e6) / (cell === 0 ? slower : 1)),
    })),
  });
}

/** Gated verdicts of two runs against two, the first cell of the candidate being slower. */
function byRecords(slower: number, series: readonly number[], random: Random): VerdictKind[] {
  const { metrics } = compareRuns(
    {
      baseline: [runOf('a', 1, series, random), runOf('b', 1, series, random)],
      candidate: [runOf('c', slower, series, random), runOf('d', slower, series, random)],
      acceptances: [],
    },
    options,
  );
  return metrics.flatMap((one) => (one.isGated && one.class === 'timed' ? [one.verdict.kind] : []));
}

/** The same of four arms in turns, in as many processes. */
function byTurns(slower: number, series: readonly number[], random: Random): VerdictKind[] {
  const family = Array.from({ length: cells }, (_, cell): AbRound[] =>
    Array.from({ length: rounds * 2 }, () => {
      const [a1 = 0, a2 = 0, b1 = 0, b2 = 0] = stretch(series, 4, random)
        .map((value) => Math.exp(value))
        .toSorted(() => random() - 0.5);
      const factor = cell === 0 ? slower : 1;
      return { a1, a2, b1: b1 / factor, b2: b2 / factor };
    }),
  );
  return judgeAb(
    family.map((each) => ({
      metric: 'writes-per-second',
      unit: 'writes/s',
      worse: 'lower',
      rounds: each,
    })),
    options,
  ).map(({ kind }) => kind);
}

/** One run against one run, each cell by the median of its rounds: alarm beyond 10 %. */
function byRatio(random: Random): boolean {
  const series = noise(1);
  const [a, b] = [runOf('a', 1, series, random), runOf('b', 1, series, random)];
  return a.cells.some(({ rounds: before }, cell) => {
    const speed = (each: typeof before): number =>
      median(each.flatMap(({ measurement }) => measurement?.writesPerSecond ?? []));
    const after = b.cells[cell]?.rounds ?? before;
    return Math.abs(speed(after) / speed(before) - 1) > 0.1;
  });
}

/** One process against one process, each cell by its ten fills: alarm at p below 0.05. */
function byIterations(random: Random): boolean {
  const all = [...stretch(processes, cells, random), ...stretch(processes, cells, random)];
  return Array.from({ length: cells }, (_, cell) => cell).some((cell) => {
    const [before, after] = [all[cell] ?? [], all[cell + cells] ?? []];
    return mannWhitney(before, after).p.twoSided < 0.05;
  });
}

function isAlarm(kinds: readonly VerdictKind[]): boolean {
  return kinds.some((kind) => kind === 'regressed' || kind === 'improved');
}

function alarms(name: string, trials: number, happens: (random: Random) => boolean): string {
  const random = seededRandom(20261122);
  let count = 0;
  for (let trial = 0; trial < trials; trial++) if (happens(random)) count++;
  const { low, high } = clopperPearson(count, trials);
  return `  ${name}: ${count} of ${trials} whole comparisons, ${percent(count / trials)} (${percent(low)} to ${percent(high)})`;
}

type Judge = (slower: number, series: readonly number[], random: Random) => VerdictKind[];

function power(name: string, judge: Judge, slower: number, series: readonly number[]): string {
  const random = seededRandom(7);
  const trials = 200;
  const counts = new Map<VerdictKind, number>();
  for (let trial = 0; trial < trials; trial++) {
    const [kind = 'invalid'] = judge(slower, series, random);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const shares = [...counts].map(([kind, count]) => `${kind} ${percent(count / trials)}`);
  return `  ${name}, ${percent(slower - 1)} slower: ${shares.join(', ')}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** False alarms and power of whole comparisons on noise that was measured between real processes. */
export function run(): Promise<string> {
  const [measured, spread] = [noise(1), deviation(noise(1))];
  const lines = [
    `False alarms: ${cells} cells, ${rounds} rounds in each of two batches a side; noise drawn in`,
    `stretches from ${describeProcesses(processes)}`,
    alarms('mapswell compare, two runs against two', 1000, (random) =>
      isAlarm(byRecords(1, measured, random)),
    ),
    alarms('mapswell ab, arms in turns', 1000, (random) => isAlarm(byTurns(1, measured, random))),
    alarms('for contrast, ratio of medians beyond 10 %', 1000, byRatio),
    alarms('for contrast, Mann-Whitney on the iterations of single processes', 1000, byIterations),
    'Power: verdicts on a cell that is slower, 200 comparisons each',
  ];
  for (const [place, factor] of [
    ['as measured', 1],
    ['scaled to 5 % between processes', 0.05 / spread],
    ['scaled to 2 % between processes', 0.02 / spread],
  ] as const) {
    for (const slower of [1.05, 1.1, 1.2]) {
      const series = noise(factor);
      lines.push(power(`compare, ${place}`, byRecords, slower, series));
      lines.push(power(`ab, ${place}`, byTurns, slower, series));
    }
  }
  return Promise.resolve(`${lines.join('\n')}\n`);
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}
