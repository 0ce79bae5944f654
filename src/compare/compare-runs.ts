import type { RunRecord } from '../record/run-record.ts';
import { compareCell } from './compare-cell.ts';
import type { CompareOptions } from './compare-options.ts';
import type { ComparedRuns } from './compared-runs.ts';
import type { Comparison } from './comparison.ts';
import { environmentDifferences } from './differences.ts';
import { judgeFamily, type FamilyJudge } from './judge-family.ts';
import { summariseComparison } from './summarise-comparison.ts';
import type { Difference } from './verdict.ts';

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
  const metrics = parts.flatMap(({ id, settled }) =>
    settled.concat(judged.filter(({ cell }) => cell === id)),
  );
  return summariseComparison(runs, { metrics, differences, options, familySize: gated.length });
}

function differencesOf({ baseline, candidate }: ComparedRuns): readonly Difference[] {
  const [first, ...others] = [...baseline, ...candidate];
  const all = others.flatMap((other) => (first ? environmentDifferences(first, other) : []));
  return all.filter(({ key }, index) => all.findIndex((one) => one.key === key) === index);
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
  baseline: RunRecord,
  candidate: RunRecord,
  options: CompareOptions,
): Comparison {
  return compareRuns({ baseline: [baseline], candidate: [candidate], acceptances: [] }, options);
}
