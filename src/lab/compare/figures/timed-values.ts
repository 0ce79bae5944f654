import type { CellFigures, RunFigures } from './run-figures.ts';
import type { TimedMetric } from './timed-metric.ts';

/** What each round of a cell gave of a metric, in the order of the rounds; `null` where nothing. */
export function roundValues(
  record: RunFigures,
  cell: CellFigures,
  metric: TimedMetric,
): readonly { readonly round: number; readonly value: number | null }[] {
  const speeds = new Map(record.yardstick.map((one) => [one.round, one.operationsPerSecond]));
  return cell.rounds.map((one) => ({
    round: one.round,
    value: metric.value(one, speeds.get(one.round) ?? null),
  }));
}

/** One value for each round that gave the metric, in the order of the rounds. */
export function timedValues(record: RunFigures, cell: CellFigures, metric: TimedMetric): number[] {
  return roundValues(record, cell, metric).flatMap(({ value }) => (value === null ? [] : [value]));
}

/** Natural logarithms of the cost: a metric of which more is better is turned round. */
export function costs(values: readonly number[], worse: TimedMetric['worse']): number[] {
  return values.map((value) => (worse === 'higher' ? Math.log(value) : -Math.log(value)));
}
