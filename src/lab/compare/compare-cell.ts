import { isEndOfMap } from '../record/outcome.ts';
import type { Acceptance } from './baseline/baseline.ts';
import { compareExact } from './compare-exact.ts';
import type { CompareOptions } from './compare-options.ts';
import { cellRuns, type CellRun, type ComparedCell, type ComparedRuns } from './compared-runs.ts';
import type { MetricComparison } from './comparison.ts';
import { appliedLimitsOf } from './figures/applied-limits-of.ts';
import { cellDifferences, describeDifferences, limitDifferences } from './differences.ts';
import { exactMetrics } from './figures/exact-metric.ts';
import { gateFor } from './verdict/gate-for.ts';
import { measureTimed, type NoMeasure, type TimedMeasure } from './figures/measure-timed.ts';
import { timedMetrics, type TimedMetric } from './figures/timed-metric.ts';
import type { Difference, Verdict } from './verdict/verdict.ts';

/** A measured metric, and whether it can fail the comparison. */
export interface GatedMeasure extends TimedMeasure {
  readonly isGated: boolean;
}

/** One cell of a comparison, before p-values are adjusted over all cells. */
export interface CellPart {
  readonly id: string;
  /** Verdicts that need no statistics. */
  readonly settled: readonly MetricComparison[];
  readonly measures: readonly GatedMeasure[];
}

/** Settles what needs no statistics and measures the rest. */
export function compareCell(
  id: string,
  runs: ComparedRuns,
  environment: readonly Difference[],
  options: CompareOptions,
): CellPart {
  const [from, to] = [cellRuns(runs.baseline, id), cellRuns(runs.candidate, id)];
  const [known, given] = [from[0], to[0]];
  if (known === undefined || from.length < runs.baseline.length) {
    return everyMetric(id, given ?? known, options, noBaseline('the baseline has no such cell'));
  }
  if (given === undefined || to.length < runs.candidate.length) {
    return everyMetric(id, known, options, {
      kind: 'invalid',
      reason: 'missing',
      message: 'the candidate has no such cell',
    });
  }
  const applied = appliedLimitsOf(known.cell);
  const cells = [...from.slice(1), ...to].flatMap(({ cell }) =>
    cellDifferences(known.cell.cell, cell.cell, runs.isCellVaried).concat(
      limitDifferences(applied, appliedLimitsOf(cell), runs.isCellVaried),
    ),
  );
  const hard = cells.filter(({ weight }) => weight === 'hard');
  if (hard.length > 0) return everyMetric(id, known, options, otherCell(hard));
  return compareKnownCell(
    { baseline: [known, ...from.slice(1)], candidate: [given, ...to.slice(1)] },
    runs.acceptances,
    [...environment, ...cells],
    options,
  );
}

function noBaseline(message: string): Verdict {
  return { kind: 'incomparable', reason: 'no-baseline', message, differences: [] };
}

function otherCell(differences: readonly Difference[]): Verdict {
  const message = `the cell is another one: ${describeDifferences(differences)}`;
  return { kind: 'incomparable', reason: 'other-cell', message, differences };
}

/** One verdict for every metric that the one side has. */
function everyMetric(
  id: string,
  run: CellRun | undefined,
  options: CompareOptions,
  verdict: Verdict,
): CellPart {
  const counted = run?.cell.exact.some(({ counts }) => counts !== null) ?? false;
  const exact = (counted ? exactMetrics : []).map(({ name, unit }) =>
    exactComparison(id, name, unit, verdict),
  );
  const timed = timedMetrics
    .filter((metric) => run !== undefined && hasMetric(run, metric))
    .map((metric) => timedComparison(id, metric, options.gate.includes(metric.name), verdict));
  const all = [...exact, ...timed];
  const settled = all.length > 0 ? all : [exactComparison(id, 'cell', '', verdict)];
  return { id, settled, measures: [] };
}

function exactComparison(
  cell: string,
  metric: string,
  unit: string,
  verdict: Verdict,
): MetricComparison {
  return { cell, metric, unit, class: 'exact', isGated: true, verdict };
}

function hasMetric({ record, cell }: CellRun, metric: TimedMetric): boolean {
  const alone: ComparedCell = { baseline: [{ record, cell }], candidate: [{ record, cell }] };
  return ['measured', 'below-resolution'].includes(measureTimed(alone, metric, []).kind);
}

function timedComparison(
  cell: string,
  metric: TimedMetric,
  isGated: boolean,
  verdict: Verdict,
): MetricComparison {
  return { cell, metric: metric.name, unit: metric.unit, class: 'timed', isGated, verdict };
}

function compareKnownCell(
  cell: ComparedCell,
  acceptances: readonly Acceptance[],
  differences: readonly Difference[],
  options: CompareOptions,
): CellPart {
  const id = cell.baseline[0].cell.cell.id;
  if (isSkipped(cell)) return { id, settled: [skippedComparison(id)], measures: [] };
  const exact = exactOfAll(cell, acceptances);
  const gate = gateFor(options.gate, differences);
  const settled: MetricComparison[] = [...exact];
  const measures: GatedMeasure[] = [];
  const stopped = stoppedEarly(cell);
  for (const metric of timedMetrics) {
    const isGated = gate.includes(metric.name);
    const result = measureTimed(cell, metric, acceptances);
    const forbidding = forbiddenBy(metric, differences);
    if (result.kind === 'measured' && stopped !== null) {
      settled.push(timedComparison(id, metric, isGated, stopped));
      continue;
    }
    if (result.kind === 'measured' && forbidding.length === 0) {
      measures.push({ ...result.measure, isGated });
      continue;
    }
    const isOwed = isGated && !endsEverywhere(cell);
    const verdict = unmeasured(result.kind === 'measured' ? null : result, forbidding, isOwed);
    if (verdict !== null) settled.push(timedComparison(id, metric, isGated, verdict));
  }
  return { id, settled, measures };
}

/** Rounds of a run that somebody stopped are no sample: it may have been stopped because it looked well. */
function stoppedEarly({ baseline, candidate }: ComparedCell): Verdict | null {
  const stopped = [...baseline, ...candidate].find(({ record }) => !record.isComplete);
  if (stopped === undefined) return null;
  const message = `run ${stopped.record.id} was interrupted: its rounds are not the planned ones`;
  return { kind: 'invalid', reason: 'unsound', message };
}

/** A cell that no side could run, as one on real Go maps where there is no Go. */
function isSkipped({ baseline, candidate }: ComparedCell): boolean {
  const runs = [...baseline, ...candidate].map(({ cell }) => cell);
  const exact = runs.flatMap((cell) => cell.exact.map(({ outcome }) => outcome.kind));
  const timed = runs.flatMap((cell) => cell.rounds.map(({ outcome }) => outcome.kind));
  const all = exact.concat(timed);
  return all.length > 0 && all.every((kind) => kind === 'skipped');
}

/** Told, not gated: it is no pass, and no fault of a change. */
function skippedComparison(id: string): MetricComparison {
  const message = 'skipped on both sides: this machine lacks what it needs';
  const verdict: Verdict = { kind: 'invalid', reason: 'missing', message };
  return { cell: id, metric: 'cell', unit: '', class: 'exact', isGated: false, verdict };
}

/** Where the map came to an end in every round there is nothing to time; the outcome has its own verdict. */
function endsEverywhere({ baseline, candidate }: ComparedCell): boolean {
  const rounds = [...baseline, ...candidate].flatMap(({ cell }) => cell.rounds);
  return rounds.length > 0 && rounds.every(({ outcome }) => isEndOfMap(outcome));
}

/** A gate on what nobody measured is no gate. */
const absent: Verdict = {
  kind: 'invalid',
  reason: 'missing',
  message: 'a gated metric that neither side has',
};

/** Every run of the candidate must count the same, and so must every run of the baseline. */
function exactOfAll(
  { baseline, candidate }: ComparedCell,
  acceptances: readonly Acceptance[],
): readonly MetricComparison[] {
  const known = baseline[0].cell;
  const [first = [], ...others] = candidate.map(({ cell }) =>
    compareExact(known, cell, acceptances),
  );
  const repeats = baseline.slice(1).map(({ cell }) => compareExact(known, cell, []));
  return first.map((one, index) => {
    const moved = repeats.find((list) => list[index]?.verdict.kind !== 'pass')?.[index];
    if (moved !== undefined) return disagreeing(one, `baseline disagree: ${moved.verdict.message}`);
    const { message } = one.verdict;
    const other = others.find((list) => list[index]?.verdict.message !== message)?.[index];
    if (other === undefined) return one;
    return disagreeing(one, `candidate disagree: ${message}, then ${other.verdict.message}`);
  });
}

function disagreeing(one: MetricComparison, message: string): MetricComparison {
  const verdict: Verdict = {
    kind: 'invalid',
    reason: 'unsound',
    message: `the runs of the ${message}`,
  };
  return Object.assign({}, one, { verdict });
}

/** Differences in the place that forbid this metric: a ratio to the yardstick survives more. */
function forbiddenBy(
  metric: TimedMetric,
  differences: readonly Difference[],
): readonly Difference[] {
  return differences.filter(
    ({ weight }) =>
      weight === 'hard' || (weight === 'machine' && metric.name !== 'yardstick-ratio'),
  );
}

function unmeasured(
  reason: NoMeasure | null,
  forbidding: readonly Difference[],
  isOwed: boolean,
): Verdict | null {
  if (reason === null) {
    const message = `measured elsewhere: ${describeDifferences(forbidding)}`;
    return { kind: 'incomparable', reason: 'other-environment', message, differences: forbidding };
  }
  if (reason.kind === 'absent') return isOwed ? absent : null;
  if (reason.kind === 'below-resolution')
    return {
      kind: 'incomparable',
      reason: 'below-resolution',
      message: reason.message,
      differences: [],
    };
  if (reason.kind === 'no-baseline') return noBaseline('the baseline has no such metric');
  return { kind: 'invalid', reason: reason.kind, message: reason.message };
}
