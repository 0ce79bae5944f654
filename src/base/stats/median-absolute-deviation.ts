import { median } from './median.ts';

/** Makes the median absolute deviation of normal data estimate their standard deviation. */
export const normalConsistency = 1.4826;

/**
 * Median distance from the median, unscaled: a spread that half of the values cannot spoil.
 *
 * @throws RangeError if there are no values or one is NaN
 */
export function medianAbsoluteDeviation(values: readonly number[]): number {
  const centre = median(values);
  return median(values.map((value) => (value === centre ? 0 : Math.abs(value - centre))));
}
