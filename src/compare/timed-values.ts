import type { CellFigures, RunFigures } from './run-figures.ts';
import type { TimedMetric } from './timed-metric.ts';

/** One value for each round that gave the metric, in the order of the rounds. */
export function timedValues(record: RunFigures, cell: CellFigures, metric: TimedMetric): number[] {
  const speeds = new Map(record.yardstick.map((one) => [one.round, one.operationsPerSecond]));
  return cell.rounds.flatMap((round) => {
    const value = metric.value(round, speeds.get(round.round) ?? null);
    return value === null ? [] : [value];
  });
}

/** What each round of the yardstick cost, as natural logarithms of seconds per operation. */
export function yardstickCosts(record: RunFigures): number[] {
  return record.yardstick.flatMap(({ operationsPerSecond: speed }) =>
    speed === null || !(speed > 0) ? [] : [-Math.log(speed)],
  );
}

/** Natural logarithms of the cost: a metric of which more is better is turned round. */
export function costs(values: readonly number[], worse: TimedMetric['worse']): number[] {
  return values.map((value) => (worse === 'higher' ? Math.log(value) : -Math.log(value)));
}
