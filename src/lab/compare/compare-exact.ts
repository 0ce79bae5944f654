import { isEndOfMap, type Outcome } from '../record/outcome.ts';
import type { Acceptance } from './baseline/baseline.ts';
import { acceptedValue } from './baseline/accepted-value.ts';
import type { MetricComparison } from './comparison.ts';
import { exactMetrics, type ExactMetric } from './figures/exact-metric.ts';
import { describeFirstDifference, firstDifference } from './first-difference.ts';
import type { ExactValue, FirstDifference, Verdict } from './verdict/verdict.ts';
import type { CellFigures, CountFigures } from './figures/run-figures.ts';

/** Verdicts on every exact metric of a cell that both sides have. Zero tolerance. */
export function compareExact(
  baseline: CellFigures,
  candidate: CellFigures,
  acceptances: readonly Acceptance[],
): readonly MetricComparison[] {
  const [from, to] = [exactPass(baseline), exactPass(candidate)];
  if (from.kind === 'none' && to.kind === 'none') {
    // A target without counts has no exact metrics; its timed ones remain.
    return baseline.cell.target === 'reference'
      ? [comparisonOf(baseline, 'exact-pass', '', unsound('neither run has exact counts'))]
      : [];
  }
  const problem = [from, to].find((pass) => pass.kind !== 'sound');
  if (problem !== undefined || from.kind !== 'sound' || to.kind !== 'sound') {
    const message = problem?.kind === 'unsound' ? problem.message : 'one run has no exact counts';
    return [comparisonOf(baseline, 'exact-pass', '', unsound(message))];
  }
  return [
    outcomeComparison(baseline, from.outcome, to.outcome, acceptances),
    ...countComparisons(baseline, from.counts, to.counts, acceptances),
  ];
}

type ExactPass =
  | { readonly kind: 'sound'; readonly counts: CountFigures; readonly outcome: Outcome }
  | { readonly kind: 'unsound'; readonly message: string }
  | { readonly kind: 'none' };

/** Counts stand only where two processes agreed on them. */
function exactPass({ exact, exactAgree }: CellFigures): ExactPass {
  const counted = exact.flatMap(({ counts, outcome }) =>
    counts === null ? [] : [{ counts, outcome }],
  );
  const [first, second] = counted;
  if (first === undefined) return { kind: 'none' };
  if (second === undefined) {
    return {
      kind: 'unsound',
      message: 'only one exact process gave counts: nothing confirms them',
    };
  }
  if (exactAgree !== true || first.counts.digest !== second.counts.digest) {
    return { kind: 'unsound', message: 'the two exact processes of one run disagree' };
  }
  if (first.outcome.kind !== 'completed' && !isEndOfMap(first.outcome)) {
    return { kind: 'unsound', message: `an exact process ended as ${outcomeText(first.outcome)}` };
  }
  return { kind: 'sound', ...first };
}

function unsound(message: string): Verdict {
  return { kind: 'invalid', reason: 'unsound', message };
}

function comparisonOf(
  { cell }: CellFigures,
  metric: string,
  unit: string,
  verdict: Verdict,
): MetricComparison {
  return { cell: cell.id, metric, unit, class: 'exact', isGated: true, verdict };
}

function outcomeText(outcome: Outcome): string {
  const operation = operationOf(outcome);
  return operation === null ? outcome.kind : `${outcome.kind} at operation ${operation}`;
}

function reach(outcome: Outcome): number {
  return operationOf(outcome) ?? Infinity;
}

/** The operation at which the map came to an end; `null` where it did not. */
function operationOf(outcome: Outcome): number | null {
  return outcome.kind === 'out-of-memory' || outcome.kind === 'map-full' ? outcome.operation : null;
}

/** Completing beats running out of memory; running out later beats running out earlier. */
function outcomeComparison(
  record: CellFigures,
  from: Outcome,
  to: Outcome,
  acceptances: readonly Acceptance[],
): MetricComparison {
  const accepted = acceptedValue(acceptances, record.cell.id, 'outcome', outcomeText(from));
  const worse = reach(from) === reach(to) ? 0 : Math.sign(reach(from) - reach(to));
  const verdict = exactVerdict(accepted, outcomeText(to), worse, null, '');
  return comparisonOf(record, 'outcome', '', verdict);
}

function countComparisons(
  record: CellFigures,
  from: CountFigures,
  to: CountFigures,
  acceptances: readonly Acceptance[],
): readonly MetricComparison[] {
  const parting = firstDifference(from, to);
  const otherWork = exactMetrics.find(
    (metric) => metric.isWork && metric.value(from) !== metric.value(to),
  );
  return exactMetrics.map((metric) => {
    const { name, unit, worse } = metric;
    if (otherWork !== undefined)
      return comparisonOf(record, name, unit, differentWork(otherWork, from, to));
    const known = metric.value(from);
    const accepted = acceptedValue(acceptances, record.cell.id, name, known);
    const found = from === to ? known : metric.value(to);
    const worsening = worse === undefined ? rise(accepted, found) : worse(from, to);
    const verdict = exactVerdict(accepted, found, worsening, parting, unit);
    return comparisonOf(record, name, unit, verdict);
  });
}

function rise(from: ExactValue, to: ExactValue): number {
  return typeof from === 'number' && typeof to === 'number' ? to - from : 0;
}

function differentWork(metric: ExactMetric, from: CountFigures, to: CountFigures): Verdict {
  return {
    kind: 'invalid',
    reason: 'other-work',
    message: `the runs did different work: ${metric.name} ${metric.value(from)} against ${metric.value(to)}`,
  };
}

function exactVerdict(
  from: ExactValue,
  to: ExactValue,
  worse: number,
  parting: FirstDifference | null,
  unit: string,
): Verdict {
  const isSame = from === to;
  const evidence = { kind: 'exact', from, to, firstDifference: isSame ? null : parting } as const;
  if (isSame) return { kind: 'pass', message: `${shown(to, unit)}, unchanged`, evidence };
  const place = parting === null ? '' : `; ${describeFirstDifference(parting)}`;
  const message = `${changeText(from, to, unit)}${place}`;
  // Unequal without a direction is a change that nobody asked for.
  return { kind: worse < 0 ? 'improved' : 'regressed', message, evidence };
}

function changeText(from: ExactValue, to: ExactValue, unit: string): string {
  if (typeof from === 'number' && typeof to === 'number') {
    const change = to - from;
    return `${shown(from, unit)} to ${shown(to, unit)} (${change > 0 ? '+' : ''}${change})`;
  }
  return from === '' || to === '' || String(to).length > 60 ? 'changed' : `${from} to ${to}`;
}

function shown(value: ExactValue, unit: string): string {
  if (typeof value === 'string' && value.length > 60) return 'as recorded';
  return unit === '' ? String(value) : `${value} ${unit}`;
}
