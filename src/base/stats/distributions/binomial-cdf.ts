import { regularizedIncompleteBeta } from './regularized-incomplete-beta.ts';

/**
 * P(at most `successes` in `trials`) where each succeeds with `probability`.
 *
 * @throws RangeError if trials is no integer of at least 0 or probability is not in [0, 1]
 */
export function binomialCdf(successes: number, trials: number, probability: number): number {
  if (!Number.isInteger(trials) || trials < 0) {
    throw new RangeError(`expected trials to be an integer of at least 0, got ${trials}`);
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`expected probability in [0, 1], got ${probability}`);
  }
  const whole = Math.floor(successes);
  if (whole < 0) return 0;
  if (whole >= trials) return 1;
  return regularizedIncompleteBeta(1 - probability, trials - whole, whole + 1);
}
