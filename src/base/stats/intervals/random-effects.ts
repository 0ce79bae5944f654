import type { Interval } from './interval.ts';
import { requireConfidence } from './require-confidence.ts';
import { studentQuantile } from '../distributions/student-quantile.ts';

/** What one machine, or one study, found: an estimate with the variance of its error. */
export interface Study {
  readonly estimate: number;
  /** Above 0. */
  readonly variance: number;
}

/** Estimates of many machines as one, with what lies between machines in its interval. */
export interface RandomEffects {
  readonly estimate: number;
  readonly interval: Interval;
  /** Variance between the machines, the errors of their estimates taken off. */
  readonly betweenVariance: number;
  /** Cochran's Q: about `n - 1` where the machines do not differ. */
  readonly q: number;
  /** Share of the variation that lies between the machines, 0 to 1 (Higgins and Thompson, 2002). */
  readonly i2: number;
}

/**
 * A mean with the machine as random effect: the variance between machines by moments (DerSimonian and
 * Laird, 1986), the interval by Hartung and Knapp (2001), Student's t with `n - 1` degrees of freedom.
 * With equal variances that is the t interval over the estimates.
 *
 * @returns `null` for fewer than two: one machine says nothing of another
 * @throws RangeError for a confidence that is not in (0, 1)
 */
export function randomEffects(studies: readonly Study[], confidence: number): RandomEffects | null {
  requireConfidence(confidence);
  const degrees = studies.length - 1;
  if (degrees < 1) return null;
  const fixed = studies.map(({ variance }) => 1 / variance);
  const q = scatter(studies, fixed);
  const total = sumOf(fixed);
  const scale = total - sumOf(fixed.map((weight) => weight ** 2)) / total;
  const betweenVariance = Math.max(0, (q - degrees) / scale);
  const weights = studies.map(({ variance }) => 1 / (variance + betweenVariance));
  const estimate = weightedMean(studies, weights);
  const standardError = Math.sqrt(scatter(studies, weights) / degrees / sumOf(weights));
  const half = studentQuantile(0.5 + confidence / 2, degrees) * standardError;
  return {
    estimate,
    interval: { low: estimate - half, high: estimate + half, confidence },
    betweenVariance,
    q,
    i2: q <= degrees ? 0 : (q - degrees) / q,
  };
}

function weightedMean(studies: readonly Study[], weights: readonly number[]): number {
  return sumOf(studies.map(({ estimate }, at) => estimate * (weights[at] ?? 0))) / sumOf(weights);
}

function scatter(studies: readonly Study[], weights: readonly number[]): number {
  const mean = weightedMean(studies, weights);
  return sumOf(studies.map(({ estimate }, at) => (weights[at] ?? 0) * (estimate - mean) ** 2));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
