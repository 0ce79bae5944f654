import type { Comparison, MetricComparison } from './comparison.ts';
import { verdictKinds, type VerdictKind } from './verdict/verdict.ts';

/** Metrics of one cell that share one verdict and one message: one line for a reader. */
export interface Finding {
  readonly kind: VerdictKind;
  readonly isGated: boolean;
  readonly cell: string;
  readonly metrics: readonly string[];
  readonly message: string;
}

/**
 * Every verdict as a finding, in the order of the cells within one kind: worst first, and what is only
 * told, not gated, after all that is.
 */
export function findings({ metrics }: Pick<Comparison, 'metrics'>): readonly Finding[] {
  const byMessage = new Map<string, MetricComparison[]>();
  for (const metric of metrics) {
    const { cell, isGated, verdict } = metric;
    // Passing metrics each have figures of their own; they are never one line.
    const own = verdict.kind === 'pass' ? metric.metric : '';
    const key = JSON.stringify([cell, isGated, verdict.kind, verdict.message, own]);
    byMessage.set(key, [...(byMessage.get(key) ?? []), metric]);
  }
  const found = [...byMessage.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [findingOf(first, others)],
  );
  return [true, false].flatMap((isGated) =>
    verdictKinds.flatMap((kind) =>
      found.filter((one) => one.isGated === isGated && one.kind === kind),
    ),
  );
}

function findingOf(first: MetricComparison, others: readonly MetricComparison[]): Finding {
  const { cell, isGated, verdict } = first;
  const metrics = [first, ...others].map(({ metric }) => metric);
  return { kind: verdict.kind, isGated, cell, metrics, message: verdict.message };
}

/** As in `bytes-held, bytes-peak and 3 more`. */
export function metricNames({ metrics }: Finding): string {
  const [first = '', second, ...others] = metrics;
  if (second === undefined) return first;
  return others.length === 0
    ? `${first}, ${second}`
    : `${first}, ${second} and ${others.length} more`;
}

/** As in `2 regressed, 1 inconclusive, 40 pass`. */
export function countsText({ counts }: Pick<Comparison, 'counts'>): string {
  const named = verdictKinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind}`);
  return named.length === 0 ? 'nothing was compared' : named.join(', ');
}

/** One line on each side: which runs, when, where. */
export function sideText({ name, ids, startedAt, machine, node }: Comparison['baseline']): string {
  return `${name ?? ids.join(' and ')}, ${startedAt[0] ?? ''}, ${machine}, Node ${node}`;
}
