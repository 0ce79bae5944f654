import { betaQuantile } from '../distributions/beta-quantile.ts';
import type { Interval } from './interval.ts';
import { requireConfidence } from './require-confidence.ts';

/**
 * Exact interval for a probability after `successes` in `trials` (C. J. Clopper and E. S. Pearson,
 * Biometrika 26, 1934): covers at least `confidence`, whatever the probability.
 *
 * @throws RangeError if successes are not integers from 0 to trials, trials not at least 1, or
 *   confidence is not in (0, 1)
 */
export function clopperPearson(
  successes: number,
  trials: number,
  confidence: number = 0.95,
): Interval {
  if (!Number.isInteger(trials) || trials < 1) {
    throw new RangeError(`expected trials to be an integer of at least 1, got ${trials}`);
  }
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) {
    throw new RangeError(
      `expected successes to be an integer from 0 to ${trials}, got ${successes}`,
    );
  }
  requireConfidence(confidence);
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
    confidence,
  };
}
