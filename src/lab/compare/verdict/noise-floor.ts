import { groupBy } from '../../../base/primitives/group-by.ts';
import { numberAt } from '../../../base/primitives/number-at.ts';
import { median } from '../../../base/stats/median.ts';
import { studentQuantile } from '../../../base/stats/distributions/student-quantile.ts';

/** Two batches of one thing against each other: what differs is noise. Natural logarithms. */
export interface Control {
  readonly shift: number;
  /** Of the shift, as far as the rounds within the batches explain it. */
  readonly standardError: number;
}

/** The noise between batches that controls reveal; as good as the degrees of freedom of its variance. */
export interface ControlNoise {
  readonly variance: number;
  readonly degreesOfFreedom: number;
}

/**
 * The variance between batches is estimated over all controls, noisy ones weighing less (moments with
 * weights 1/(v + typical v)², after R. DerSimonian and N. Laird, 1986); the weights also give the degrees of freedom,
 * so that few controls make a high floor. One for all metrics that share the controls: it reads each.
 *
 * @returns `null` without a usable control
 */
export function controlNoise(controls: readonly Control[]): ControlNoise | null {
  const usable = controls.filter(
    ({ shift, standardError }) => Number.isFinite(shift) && Number.isFinite(standardError),
  );
  if (usable.length === 0) return null;
  // The variances are estimates themselves: adding a typical one keeps a control whose rounds were
  // alike by luck (or equal) from deciding alone.
  const typical = median(usable.map(({ standardError }) => standardError ** 2)) + 1e-12;
  const weights = usable.map(({ standardError }) => 1 / (standardError ** 2 + typical) ** 2);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const betweenBatches = usable.reduce(
    (total, { shift, standardError }, index) =>
      total + (numberAt(weights, index) / sum) * (shift ** 2 - standardError ** 2),
    0,
  );
  const squares = weights.reduce((total, weight) => total + (weight / sum) ** 2, 0);
  return { variance: Math.max(0, betweenBatches), degreesOfFreedom: 1 / squares };
}

/**
 * The change that two batches against two batches would show without any change but by one chance in
 * `1 / tail`: Student's t over the variance between batches that the controls reveal, on top of the
 * metric's own noise between rounds. `null` without either.
 *
 * @param ownError standard error of the metric's own shift between two batches
 */
export function noiseFloor(
  noise: ControlNoise | null,
  ownError: number,
  tail: number,
): number | null {
  if (noise === null || !Number.isFinite(ownError)) return null;
  const variance = (noise.variance + ownError ** 2) / 2;
  return studentQuantile(1 - tail / 2, noise.degreesOfFreedom) * Math.sqrt(variance);
}

/** A metric of a cell, as far as its floor depends on it. */
export interface ControlledMeasure {
  readonly shifts: readonly { readonly standardError: number }[];
  readonly controls: readonly Control[];
}

/**
 * The floor of each measure, in their order; `alpha` is for all of them. The controls of all cells serve
 * one metric: a machine that wanders does so for all cells.
 */
export function noiseFloors<Measure extends ControlledMeasure>(
  measures: readonly Measure[],
  metricOf: (measure: Measure) => string,
  alpha: number,
): readonly (number | null)[] {
  const byMetric = new Map(
    [...groupBy(measures, metricOf)].map(([metric, group]) => [
      metric,
      controlNoise(group.flatMap(({ controls }) => controls)),
    ]),
  );
  return measures.map((measure) =>
    noiseFloor(
      byMetric.get(metricOf(measure)) ?? null,
      Math.max(...measure.shifts.map(({ standardError }) => standardError)),
      alpha / measures.length,
    ),
  );
}
