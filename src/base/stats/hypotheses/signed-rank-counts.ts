/**
 * How many of the 2^n choices of signs give each sum of positive ranks: index s of the result holds
 * the number of subsets of the ranks with sum s. Exact for up to 52 ranks. Costs O(n · sum).
 */
export function signedRankCounts(ranks: readonly number[]): Float64Array {
  const counts = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  counts[0] = 1;
  for (const rank of ranks) {
    for (let sum = counts.length - 1; sum >= rank; sum--) {
      counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
    }
  }
  return counts;
}
