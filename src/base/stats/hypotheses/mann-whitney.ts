import { midranks } from './midranks.ts';
import { normalTails } from '../distributions/normal-tails.ts';
import { rankSumCounts } from './rank-sum-counts.ts';
import type { TailProbabilities } from './tail-probabilities.ts';
import { tailsOfCounts } from './tails-of-counts.ts';
import { untiedRankSumCounts } from './untied-counts.ts';

/** Both samples together, up to which p is exact: C(50, 25) arrangements are counted, not guessed. */
const exactLimit = 50;

export interface MannWhitney {
  /** Pairs (a value of x, a value of y) with x above y, ties counted half. */
  readonly u: number;
  /** `less` is small when x tends to lie below y. */
  readonly p: TailProbabilities;
  readonly method: 'exact' | 'normal';
}

/**
 * Whether two independent samples come from one distribution (H. B. Mann and D. R. Whitney, 1947).
 * Exact for up to 50 values, ties included, by the conditional distribution given the ties; beyond,
 * the normal approximation with tie and continuity correction. Infinities rank as such.
 *
 * @throws RangeError if a sample is empty or holds NaN
 */
export function mannWhitney(
  x: readonly number[],
  y: readonly number[],
  method: 'exact' | 'normal' = x.length + y.length <= exactLimit ? 'exact' : 'normal',
): MannWhitney {
  if (x.length === 0 || y.length === 0) {
    throw new RangeError(`expected two samples, got ${x.length} and ${y.length} values`);
  }
  const { doubled, tieTerm } = midranks([...x, ...y]);
  const doubledSum = doubled.slice(0, x.length).reduce((sum, rank) => sum + rank, 0);
  const u = doubledSum / 2 - (x.length * (x.length + 1)) / 2;
  const p =
    method === 'exact'
      ? exactTails(doubled, tieTerm, doubledSum, x.length)
      : normalTails(u, (x.length * y.length) / 2, spreadOfU(x.length, y.length, tieTerm));
  return { u, p, method };
}

function exactTails(
  doubledRanks: readonly number[],
  tieTerm: number,
  doubledSum: number,
  size: number,
): TailProbabilities {
  return tieTerm === 0
    ? tailsOfCounts(untiedRankSumCounts(size, doubledRanks.length), doubledSum / 2)
    : tailsOfCounts(rankSumCounts(doubledRanks, size), doubledSum);
}

function spreadOfU(m: number, n: number, tieTerm: number): number {
  const all = m + n;
  return Math.sqrt(((m * n) / 12) * (all + 1 - tieTerm / (all * (all - 1))));
}
