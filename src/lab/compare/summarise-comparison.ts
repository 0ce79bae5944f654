import { isEndOfMap } from '../record/outcome.ts';
import type { Warning } from '../../base/primitives/errors/warning.ts';
import type { ComparedRuns } from './compared-runs.ts';
import type { ComparedSide, Comparison, MetricComparison } from './comparison.ts';
import { describeDifferences } from './differences.ts';
import { verdictKinds, type VerdictKind } from './verdict/verdict.ts';
import type { RunFigures } from './figures/run-figures.ts';

/** Adds what holds for the comparison as a whole. Without any gated metric the outcome is `invalid`. */
export function summariseComparison(
  runs: ComparedRuns,
  found: Pick<Comparison, 'metrics' | 'differences' | 'options' | 'familySize'>,
): Comparison {
  return {
    kind: 'mapswell-comparison',
    version: 1,
    outcome: outcomeOf(found.metrics),
    counts: countsOf(found.metrics),
    options: found.options,
    familySize: found.familySize,
    baseline: sideOf(runs.baseline, runs.names?.baseline),
    candidate: sideOf(runs.candidate, runs.names?.candidate),
    differences: found.differences,
    metrics: found.metrics,
    warnings: warningsOf(runs, found),
  };
}

export function outcomeOf(metrics: readonly MetricComparison[]): VerdictKind {
  const kinds = new Set(metrics.flatMap(({ isGated, verdict }) => (isGated ? [verdict.kind] : [])));
  return verdictKinds.find((kind) => kinds.has(kind)) ?? 'invalid';
}

export function countsOf(metrics: readonly MetricComparison[]): Comparison['counts'] {
  const counts = {
    regressed: 0,
    invalid: 0,
    incomparable: 0,
    inconclusive: 0,
    improved: 0,
    pass: 0,
  };
  for (const { verdict } of metrics) counts[verdict.kind]++;
  return counts;
}

function sideOf(
  records: readonly [RunFigures, ...RunFigures[]],
  name: string | undefined,
): ComparedSide {
  const [{ environment, cells }] = records;
  return {
    ...(name === undefined ? {} : { name }),
    ids: records.map(({ id }) => id),
    startedAt: records.map(({ startedAt }) => startedAt),
    cells: cells.length,
    machine: `${environment.cpuModel}, ${environment.cores} cores, ${environment.arch}`,
    node: environment.node,
  };
}

function warningsOf(
  { baseline, candidate }: ComparedRuns,
  { metrics, differences }: Pick<Comparison, 'metrics' | 'differences'>,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (metrics.length === 0) {
    warnings.push({ code: 'nothing-compared', message: 'Neither side has a single metric.' });
  }
  for (const { id } of [...baseline, ...candidate].filter((record) => !record.isComplete)) {
    warnings.push({ code: 'incomplete-run', message: `Run ${id} was interrupted.` });
  }
  const soft = differences.filter(({ weight }) => weight === 'soft');
  if (soft.length > 0) {
    const message = `The runs differ in what should not matter: ${describeDifferences(soft)}.`;
    warnings.push({ code: 'soft-differences', message });
  }
  return [...warnings, ...lostRounds([...baseline, ...candidate])];
}

/** Rounds that gave nothing are not at random: what survived may flatter. */
function lostRounds(records: readonly RunFigures[]): readonly Warning[] {
  return records.flatMap(({ id, cells }) =>
    cells.flatMap(({ cell, rounds }) => {
      // That the map came to an end is a result, with a verdict of its own.
      const lost = rounds.filter(
        ({ measurement, outcome }) => measurement === null && !isEndOfMap(outcome),
      ).length;
      const message = `${lost} of ${rounds.length} rounds of ${cell.id} in run ${id} gave no figures.`;
      return lost === 0 ? [] : [{ code: 'lost-rounds', message }];
    }),
  );
}
