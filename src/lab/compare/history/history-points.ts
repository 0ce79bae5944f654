import { median } from '../../../base/stats/median.ts';
import { exactCountsOf } from '../../record/figures/exact-counts-of.ts';
import { acceptedFactor, acceptedValue } from '../baseline/accepted-value.ts';
import { cellRuns } from '../compared-runs.ts';
import { exactMetrics } from '../figures/exact-metric.ts';
import { timedMetrics } from '../figures/timed-metric.ts';
import type { RunFigures } from '../figures/run-figures.ts';
import { timedValues } from '../figures/timed-values.ts';
import type { ExactValue } from '../verdict/verdict.ts';
import type { HistoryRun } from './history-run.ts';

/** A metric as a history has it: what a column of its index holds. */
export interface HistoryMetric {
  readonly name: string;
  readonly unit: string;
  readonly class: 'exact' | 'timed';
}

/** In the order in which they are shown. */
export const historyMetrics: readonly HistoryMetric[] = [
  ...exactMetrics.map(({ name, unit }) => ({ name, unit, class: 'exact' as const })),
  ...timedMetrics.map(({ name, unit }) => ({ name, unit, class: 'timed' as const })),
];

/** One moment of a history with the value of every metric, and nothing else of its runs. */
export interface HistoryPoints extends Pick<HistoryRun, 'name' | 'at' | 'subject'> {
  /** By cell, in the order of `historyMetrics`; `null` where the run does not have it. */
  readonly cells: ReadonlyMap<string, readonly (ExactValue | null)[]>;
}

/** Timed metrics: medians over the rounds. What was accepted counts as what was expected from then on. */
export function historyPoints(run: HistoryRun): HistoryPoints {
  const { name, at, subject, batches } = run;
  const ids = new Set(batches.flatMap(({ cells }) => cells.map(({ cell }) => cell.id)));
  return {
    name,
    at,
    subject,
    cells: new Map([...ids].map((id) => [id, [...exactValues(run, id), ...medians(run, id)]])),
  };
}

function exactValues(run: HistoryRun, id: string): readonly (ExactValue | null)[] {
  const [first] = cellRuns(run.batches, id);
  const counts = first === undefined ? null : exactCountsOf(first.cell);
  return exactMetrics.map(
    ({ name, value }) => counts && acceptedValue(run.acceptances, id, name, value(counts)),
  );
}

function medians(run: HistoryRun, id: string): readonly (number | null)[] {
  const batches = cellRuns(run.batches, id);
  return timedMetrics.map((metric) => {
    const values = batches
      .flatMap((batch) => timedValues(batch.record, batch.cell, metric))
      .filter((value) => value > 0);
    if (values.length === 0) return null;
    return median(values) * acceptedFactor(run.acceptances, id, metric.name);
  });
}

/** One run as a moment. */
export function pointsOfRun(run: RunFigures): HistoryPoints {
  const { id, startedAt } = run;
  return historyPoints({
    name: id,
    at: startedAt,
    subject: null,
    batches: [run],
    acceptances: [],
  });
}

/** Runs as moments, in the order of their start. */
export function historyRuns(runs: readonly RunFigures[]): readonly HistoryPoints[] {
  return inOrder(runs.map(pointsOfRun));
}

/** Moments in their order. */
export function inOrder(points: readonly HistoryPoints[]): readonly HistoryPoints[] {
  return points.toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
