import type { Interval } from '../../../base/stats/intervals/interval.ts';

/**
 * Exact interval for the mean of a Poisson count (F. Garwood, Biometrika 28, 1936), by bisection on
 * the distribution function.
 */
export function poissonInterval(count: number, confidence: number = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  const high = bisect((mean) => cumulative(count, mean) < tail, count);
  const low = count === 0 ? 0 : bisect((mean) => 1 - cumulative(count - 1, mean) > tail, 0);
  return { low, high, confidence };
}

/** The smallest mean from `from` on at which `isBeyond` holds. */
function bisect(isBeyond: (mean: number) => boolean, from: number): number {
  let low = from;
  let high = from + 10;
  while (!isBeyond(high)) high *= 2;
  while (high - low > 1e-10 * (1 + high)) {
    const middle = (low + high) / 2;
    if (isBeyond(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** P(X <= count) of a Poisson variable, summed from its largest term downwards. */
function cumulative(count: number, mean: number): number {
  if (mean === 0) return 1;
  let logFactorial = 0;
  let sum = 0;
  for (let k = 0; k <= count; k++) {
    if (k > 0) logFactorial += Math.log(k);
    sum += Math.exp(k * Math.log(mean) - mean - logFactorial);
  }
  return Math.min(1, sum);
}
