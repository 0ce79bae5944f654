import { exactCountsOf } from '../../record/figures/exact-counts-of.ts';
import { changePoints } from '../../../base/stats/change-points.ts';
import { median } from '../../../base/stats/median.ts';
import { acceptedFactor, acceptedValue } from '../baseline/accepted-value.ts';
import { cellRuns, type CellRun } from '../compared-runs.ts';
import { exactMetrics, type ExactMetric } from '../figures/exact-metric.ts';
import type { HistoryRun } from './history-run.ts';
import { timedMetrics, type TimedMetric } from '../figures/timed-metric.ts';
import { timedValues } from '../figures/timed-values.ts';
import type { ExactValue } from '../verdict/verdict.ts';

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
  /** Id of the run, or the start of the commit. */
  readonly run: string;
  readonly startedAt: string;
  /** First line of the commit's message; `null` where there is no commit. */
  readonly subject: string | null;
  /** Timed metrics: the median over the rounds. */
  readonly value: ExactValue;
}

/** From which run on the metric is another. */
export interface HistoryChange {
  /** Index of the first point after the change. */
  readonly index: number;
  readonly run: string;
  readonly startedAt: string;
  readonly subject: string | null;
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
 * The history of every metric of every cell, in the order of the runs. Exact metrics change wherever
 * two neighbours differ; timed ones at the change points of their logarithms. What was accepted counts
 * as what was expected from then on.
 */
export function historyOf(
  runs: readonly HistoryRun[],
  options: HistoryOptions = {},
): readonly HistorySeries[] {
  const cells = new Set(
    runs.flatMap(({ batches }) => batches.flatMap((run) => run.cells.map(({ cell }) => cell.id))),
  );
  return Array.from(cells)
    .flatMap((id) => {
      const exact = exactMetrics.map((metric) => exactSeries(runs, id, metric));
      return exact.concat(timedMetrics.map((metric) => timedSeries(runs, id, metric, options)));
    })
    .filter(({ points }) => points.length > 0);
}

function exactSeries(
  runs: readonly HistoryRun[],
  cell: string,
  { name, unit, value }: ExactMetric,
): HistorySeries {
  const points = pointsOf(runs, cell, ([first], { acceptances }) => {
    const counts = first === undefined ? null : exactCountsOf(first.cell);
    return counts && acceptedValue(acceptances, cell, name, value(counts));
  });
  return { cell, metric: name, unit, class: 'exact', points, changes: exactChanges(points) };
}

function timedSeries(
  runs: readonly HistoryRun[],
  cell: string,
  metric: TimedMetric,
  options: HistoryOptions,
): HistorySeries {
  const points = pointsOf(runs, cell, (batches, { acceptances }) => {
    const values = batches
      .flatMap((batch) => timedValues(batch.record, batch.cell, metric))
      .filter((value) => value > 0);
    if (values.length === 0) return null;
    return median(values) * acceptedFactor(acceptances, cell, metric.name);
  });
  const { name, unit } = metric;
  const changes = timedChanges(points, options);
  return { cell, metric: name, unit, class: 'timed', points, changes };
}

function pointsOf(
  runs: readonly HistoryRun[],
  id: string,
  valueOf: (batches: readonly CellRun[], run: HistoryRun) => ExactValue | null,
): readonly HistoryPoint[] {
  return runs.flatMap((run) => {
    const value = valueOf(cellRuns(run.batches, id), run);
    const { name, at, subject } = run;
    return value === null ? [] : [{ run: name, startedAt: at, subject, value }];
  });
}

function exactChanges(points: readonly HistoryPoint[]): readonly HistoryChange[] {
  return points.flatMap(({ run, startedAt, subject, value }, index) => {
    const before = points[index - 1]?.value ?? value;
    if (before === value) return [];
    return [{ index, run, startedAt, subject, before, after: value, p: null }];
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
    const { run, startedAt, subject } = point;
    return [{ index, run, startedAt, subject, before: median(before), after: median(after), p }];
  });
}
