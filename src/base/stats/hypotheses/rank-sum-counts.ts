/**
 * How many subsets of `size` ranks have each sum: index s of the result holds the number of subsets
 * with sum s. Exact while the number of all subsets is below 2^53. Costs O(ranks · size · sum).
 *
 * The generating function is the product of (1 + y·x^rank), of which the coefficient of y^size is
 * kept: the conditional distribution of Wilcoxon's rank sum given the ties.
 */
export function rankSumCounts(ranks: readonly number[], size: number): Float64Array {
  const largest = ranks
    .toSorted((a, b) => b - a)
    .slice(0, size)
    .reduce((sum, rank) => sum + rank, 0);
  const width = largest + 1;
  const counts = Array.from({ length: size + 1 }, () => new Float64Array(width));
  counts[0]?.set([1]);
  for (const [taken, rank] of ranks.entries()) {
    for (let k = Math.min(taken + 1, size); k >= 1; k--) addShifted(counts[k], counts[k - 1], rank);
  }
  return counts[size] ?? new Float64Array(width);
}

function addShifted(
  into: Float64Array | undefined,
  from: Float64Array | undefined,
  shift: number,
): void {
  if (into === undefined || from === undefined) return;
  for (let sum = into.length - 1; sum >= shift; sum--) {
    into[sum] = (into[sum] ?? 0) + (from[sum - shift] ?? 0);
  }
}
