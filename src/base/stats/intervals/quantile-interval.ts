import { ascending } from '../ascending.ts';
import { binomialCdf } from '../distributions/binomial-cdf.ts';
import type { Interval } from './interval.ts';
import { requireConfidence } from './require-confidence.ts';

/**
 * Interval for the p-quantile between two order statistics, without any assumption on the shape
 * (W. R. Thompson, Ann. Math. Statist. 7, 1936). Each tail keeps below half of 1 - confidence; an end
 * that the sample is too small for is infinite: a median at 95 % needs 6 values.
 *
 * @throws RangeError if there are no values or one is NaN, p is not in (0, 1), or confidence is not
 *   in (0, 1)
 */
export function quantileInterval(
  values: readonly number[],
  p: number,
  confidence: number = 0.95,
): Interval {
  if (values.length === 0) throw new RangeError('expected at least one value, got none');
  if (!(p > 0 && p < 1)) throw new RangeError(`expected a probability in (0, 1), got ${p}`);
  requireConfidence(confidence);
  const n = values.length;
  const tail = (1 - confidence) / 2;
  const sample = ascending(values);
  // The r-th smallest lies above the quantile when fewer than r values lie below it.
  let low = 0;
  while (low < n && binomialCdf(low, n, p) <= tail) low++;
  let high = n + 1;
  while (high > 1 && 1 - binomialCdf(high - 2, n, p) <= tail) high--;
  const missed =
    (low === 0 ? 0 : binomialCdf(low - 1, n, p)) + (high > n ? 0 : 1 - binomialCdf(high - 1, n, p));
  return {
    low: sample[low - 1] ?? -Infinity,
    high: sample[high - 1] ?? Infinity,
    confidence: 1 - missed,
  };
}
