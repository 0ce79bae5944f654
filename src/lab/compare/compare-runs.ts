import { groupBy } from '../../base/primitives/group-by.ts';
import { compareCell } from './compare-cell.ts';
import type { CompareOptions } from './compare-options.ts';
import { cellNamed, type ComparedRuns } from './compared-runs.ts';
import type { Comparison } from './comparison.ts';
import { cellDifferences, environmentDifferences } from './differences.ts';
import { judgeFamily, type FamilyJudge } from './verdict/judge-family.ts';
import { summariseComparison } from './summarise-comparison.ts';
import type { Difference } from './verdict/verdict.ts';
import type { RunFigures } from './figures/run-figures.ts';

/**
 * Verdicts on every metric of every cell of two sides, each one run or, for timed metrics to be able
 * to fail, two independent ones. Pure.
 */
export function compareRuns(
  runs: ComparedRuns,
  options: CompareOptions,
  judge: FamilyJudge = judgeFamily,
): Comparison {
  const differences = differencesOf(runs);
  const parts = cellIds(runs).map((id) => compareCell(id, runs, differences, options));
  const measures = parts.flatMap((part) => part.measures);
  const gated = measures.filter(({ isGated }) => isGated);
  const advisory = measures.filter(({ isGated }) => !isGated);
  const judged = [gated, advisory].flatMap((family) => judge(family, options));
  const judgedOf = groupBy(judged, ({ cell }) => cell);
  const metrics = parts.flatMap(({ id, settled }) => settled.concat(judgedOf.get(id) ?? []));
  return summariseComparison(runs, { metrics, differences, options, familySize: gated.length });
}

function differencesOf(runs: ComparedRuns): readonly Difference[] {
  const [first, ...others] = [...runs.baseline, ...runs.candidate];
  const places = others.flatMap((other) => (first ? environmentDifferences(first, other) : []));
  const all = runs.isCellVaried === true ? places.concat(variations(runs)) : places;
  return all.filter(({ key }, index) => all.findIndex((one) => one.key === key) === index);
}

/** What the two sides of each cell were asked to differ in. */
function variations({ baseline: [base], candidate: [head] }: ComparedRuns): readonly Difference[] {
  return base.cells.flatMap(({ cell }) => {
    const other = cellNamed(head, cell.id);
    const found = other === undefined ? [] : cellDifferences(cell, other.cell, true);
    return found.map(({ key, baseline, candidate, weight }) => {
      return { key: `${cell.id} ${key}`, baseline, candidate, weight };
    });
  });
}

function cellIds({ baseline, candidate }: ComparedRuns): readonly string[] {
  return [
    ...new Set(
      [...baseline, ...candidate].flatMap(({ cells }) => cells.map(({ cell }) => cell.id)),
    ),
  ];
}

/** One run against another, each a single batch: exact metrics can fail, timed ones only pass. */
export function compareRecords(
  baseline: RunFigures,
  candidate: RunFigures,
  options: CompareOptions,
): Comparison {
  return compareRuns({ baseline: [baseline], candidate: [candidate], acceptances: [] }, options);
}
