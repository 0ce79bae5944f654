import { changePoints } from '../../../base/stats/change-points.ts';
import { median } from '../../../base/stats/median.ts';
import { type HistoryMetric, historyMetrics, type HistoryPoints } from './history-points.ts';
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
  /** This cell or metric only. @default all */
  readonly cell?: string;
  readonly metric?: string;
}

/**
 * The history of every metric of every cell, in the order of the runs. Exact metrics change wherever
 * two neighbours differ; timed ones at the change points of their logarithms.
 */
export function historyOf(
  runs: readonly HistoryPoints[],
  options: HistoryOptions = {},
): readonly HistorySeries[] {
  const cells = new Set(runs.flatMap((run) => [...run.cells.keys()]));
  const wanted = [...cells].filter((cell) => (options.cell ?? cell) === cell);
  return wanted.flatMap((cell) =>
    historyMetrics.flatMap((metric, column) =>
      (options.metric ?? metric.name) === metric.name
        ? seriesOf(runs, cell, metric, column, options)
        : [],
    ),
  );
}

/** Many series of many runs: the points of each are made when they are asked for. */
function seriesOf(
  runs: readonly HistoryPoints[],
  cell: string,
  { name, unit, class: kind }: HistoryMetric,
  column: number,
  options: HistoryOptions,
): readonly HistorySeries[] {
  const points = (): readonly HistoryPoint[] =>
    runs.flatMap((run) => {
      const value = run.cells.get(cell)?.[column] ?? null;
      return value === null
        ? []
        : [{ run: run.name, startedAt: run.at, subject: run.subject, value }];
    });
  if (points().length === 0) return [];
  const changes = kind === 'exact' ? exactChanges(points()) : timedChanges(points(), options);
  return [
    {
      cell,
      metric: name,
      unit,
      class: kind,
      get points() {
        return points();
      },
      changes,
    },
  ];
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
