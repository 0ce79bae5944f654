import { holm } from '../../../base/stats/hypotheses/holm.ts';
import type { CompareOptions } from '../compare-options.ts';
import type { GatedMeasure } from '../compare-cell.ts';
import { jointP } from './judge-timed.ts';
import type { MetricComparison } from '../comparison.ts';
import { noiseFloors } from './noise-floor.ts';
import { timedVerdict } from './timed-verdict.ts';

/** Judges metrics that share alpha. */
export type FamilyJudge = (
  measures: readonly GatedMeasure[],
  options: CompareOptions,
) => readonly MetricComparison[];

/** Judges metrics that share alpha: each p is adjusted for all of them. */
export function judgeFamily(
  measures: readonly GatedMeasure[],
  options: CompareOptions,
): readonly MetricComparison[] {
  const adjusted = holm(measures.map(({ shifts }) => jointP(shifts)));
  const floors = noiseFloors(measures, ({ metric }) => metric.name, options.alpha);
  return measures.map((measure, index) => ({
    cell: measure.cell,
    metric: measure.metric.name,
    unit: measure.metric.unit,
    class: 'timed',
    isGated: measure.isGated,
    verdict: timedVerdict(
      {
        shifts: measure.shifts,
        yardstick: measure.yardstick,
        adjustedP: adjusted[index] ?? 1,
        familySize: measures.length,
        noiseFloor: floors[index] ?? null,
        isConfirmable: measure.isConfirmable,
        options,
      },
      {
        unit: measure.metric.unit,
        worse: measure.metric.worse,
        from: measure.from,
        to: measure.to,
        test: 'independent',
      },
    ),
  }));
}
