/** A copy in ascending order. @throws RangeError if a value is NaN */
export function ascending(values: readonly number[]): number[] {
  if (values.some((value) => Number.isNaN(value))) {
    throw new RangeError('expected numbers, got NaN');
  }
  return Array.from(Float64Array.from(values).toSorted());
}
