import { ascending } from './ascending.ts';

/**
 * The p-quantile by linear interpolation between order statistics: method R-7 of R. J. Hyndman and
 * Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996).
 *
 * @throws RangeError if there are no values, one is NaN, or p is not in [0, 1]
 */
export function quantile(values: readonly number[], p: number): number {
  return quantileOfAscending(ascending(values), p);
}

/** The same over values that are already in ascending order. */
export function quantileOfAscending(values: readonly number[], p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${p}`);
  const position = (values.length - 1) * p;
  const index = Math.floor(position);
  const below = values[index];
  if (below === undefined) throw new RangeError('expected at least one value, got none');
  const above = values[index + 1];
  // Equal neighbours need no interpolation, which would turn two infinities into NaN.
  if (above === undefined || above === below || position === index) return below;
  return below + (above - below) * (position - index);
}
