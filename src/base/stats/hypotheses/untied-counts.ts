import { rankSumCounts } from './rank-sum-counts.ts';
import { signedRankCounts } from './signed-rank-counts.ts';

// Without ties the distributions depend on the sizes alone, of which a comparison meets few.
const rankSums = new Map<string, Float64Array>();
const signedRanks = new Map<number, Float64Array>();

/** Subsets of `size` among the ranks 1 to `all`, by their sum. Not to be written to. */
export function untiedRankSumCounts(size: number, all: number): Float64Array {
  const key = `${size} of ${all}`;
  const known = rankSums.get(key);
  if (known !== undefined) return known;
  const counts = rankSumCounts(ranksTo(all), size);
  rankSums.set(key, counts);
  return counts;
}

/** Choices of signs of the ranks 1 to n, by the sum of the positive ones. Not to be written to. */
export function untiedSignedRankCounts(n: number): Float64Array {
  const known = signedRanks.get(n);
  if (known !== undefined) return known;
  const counts = signedRankCounts(ranksTo(n));
  signedRanks.set(n, counts);
  return counts;
}

function ranksTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}
