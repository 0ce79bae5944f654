import { exactCountsOf } from '../record/exact-counts-of.ts';
import type { CellRecord, RunRecord } from '../record/run-record.ts';
import { changePoints } from '../stats/change-points.ts';
import { median } from '../stats/median.ts';
import { exactMetrics, type ExactMetric } from './exact-metric.ts';
import { timedMetrics, type TimedMetric } from './timed-metric.ts';
import { timedValues } from './timed-values.ts';
import type { ExactValue } from './verdict.ts';

/** One metric of one cell over the runs that have it, oldest first. */
export interface HistorySeries {
  readonly cell: string;
  readonly metric: string;
  readonly unit: string;
  readonly class: 'exact' | 'timed';
  readonly points: readonly HistoryPoint[];
  readonly changes: readonly HistoryChange[];
}

export interface HistoryPoint {
  readonly run: string;
  readonly startedAt: string;
  /** Timed metrics: the median over the rounds. */
  readonly value: ExactValue;
}

/** From which run on the metric is another. */
export interface HistoryChange {
  /** Index of the first point after the change. */
  readonly index: number;
  readonly run: string;
  readonly startedAt: string;
  /** Exact metrics: the values; timed ones: the medians of the stretches on both sides. */
  readonly before: ExactValue;
  readonly after: ExactValue;
  /** `null` for exact metrics, where a change is a fact. */
  readonly p: number | null;
}

export interface HistoryOptions {
  /** Probability of a change point in a timed series that has none. @default 0.01 */
  readonly alpha?: number;
  readonly seed?: number;
}

/**
 * The history of every metric of every cell. Exact metrics change wherever two neighbours differ;
 * timed ones at the change points of their logarithms. Runs are put in the order of their start.
 */
export function historyOf(
  records: readonly RunRecord[],
  options: HistoryOptions = {},
): readonly HistorySeries[] {
  const runs = records.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const cells = new Set(runs.flatMap((run) => run.cells.map(({ cell }) => cell.id)));
  return Array.from(cells)
    .flatMap((id) => {
      const exact = exactMetrics.map((metric) => exactSeries(runs, id, metric));
      return exact.concat(timedMetrics.map((metric) => timedSeries(runs, id, metric, options)));
    })
    .filter(({ points }) => points.length > 0);
}

function exactSeries(
  runs: readonly RunRecord[],
  cell: string,
  { name, unit, value }: ExactMetric,
): HistorySeries {
  const points = pointsOf(runs, cell, (one) => {
    const counts = exactCountsOf(one);
    return counts && value(counts);
  });
  return { cell, metric: name, unit, class: 'exact', points, changes: exactChanges(points) };
}

function timedSeries(
  runs: readonly RunRecord[],
  cell: string,
  metric: TimedMetric,
  options: HistoryOptions,
): HistorySeries {
  const points = pointsOf(runs, cell, (one, run) => {
    const values = timedValues(run, one, metric).filter((value) => value > 0);
    return values.length === 0 ? null : median(values);
  });
  const { name, unit } = metric;
  const changes = timedChanges(points, options);
  return { cell, metric: name, unit, class: 'timed', points, changes };
}

function pointsOf(
  runs: readonly RunRecord[],
  id: string,
  valueOf: (cell: CellRecord, run: RunRecord) => ExactValue | null,
): readonly HistoryPoint[] {
  return runs.flatMap((run) => {
    const cell = run.cells.find((one) => one.cell.id === id);
    const value = cell === undefined ? null : valueOf(cell, run);
    return value === null ? [] : [{ run: run.id, startedAt: run.startedAt, value }];
  });
}

function exactChanges(points: readonly HistoryPoint[]): readonly HistoryChange[] {
  return points.flatMap(({ run, startedAt, value }, index) => {
    const before = points[index - 1]?.value ?? value;
    return before === value ? [] : [{ index, run, startedAt, before, after: value, p: null }];
  });
}

function timedChanges(
  points: readonly HistoryPoint[],
  { alpha = 0.01, seed = 1 }: HistoryOptions,
): readonly HistoryChange[] {
  const values = points.map(({ value }) => Number(value));
  const logarithms = values.map((value) => Math.log(value));
  const found = changePoints(logarithms, { alpha, seed, permutations: Math.ceil(2 / alpha) - 1 });
  return found.flatMap(({ index, p }, place) => {
    const point = points[index];
    const before = values.slice(found[place - 1]?.index ?? 0, index);
    const after = values.slice(index, found[place + 1]?.index);
    if (point === undefined) return [];
    const { run, startedAt } = point;
    return [{ index, run, startedAt, before: median(before), after: median(after), p }];
  });
}
