import { quantile } from './quantile.ts';

/** The middle value, or the mean of the two. @throws RangeError if there are no values or one is NaN */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
