import { betaQuantile } from './beta-quantile.ts';

/**
 * The t with P(T ≤ t) = p for Student's distribution, through the incomplete beta function.
 *
 * @throws RangeError if p is not in (0, 1) or degreesOfFreedom is not above 0
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`expected a probability in (0, 1), got ${p}`);
  if (!(degreesOfFreedom > 0)) {
    throw new RangeError(`expected degrees of freedom above 0, got ${degreesOfFreedom}`);
  }
  const tail = Math.min(p, 1 - p);
  const x = betaQuantile(2 * tail, degreesOfFreedom / 2, 0.5);
  const distance = Math.sqrt(degreesOfFreedom * (1 / x - 1));
  return p < 0.5 ? -distance : distance;
}
