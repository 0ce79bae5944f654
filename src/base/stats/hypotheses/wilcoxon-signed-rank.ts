import { numberAt } from '../../primitives/number-at.ts';
import { midranks } from './midranks.ts';
import { normalTails } from '../distributions/normal-tails.ts';
import { signedRankCounts } from './signed-rank-counts.ts';
import type { TailProbabilities } from './tail-probabilities.ts';
import { tailsOfCounts } from './tails-of-counts.ts';

/** Differences that are not zero, up to which p is exact: 2^50 choices of signs are counted. */
const exactLimit = 50;

export interface WilcoxonSignedRank {
  /** Sum of the ranks of the positive differences. */
  readonly w: number;
  /** `less` is small when the differences tend to be negative. */
  readonly p: TailProbabilities;
  readonly method: 'exact' | 'normal';
}

/**
 * Whether paired differences lie symmetrically about zero (F. Wilcoxon, 1945). Zeros by J. W. Pratt
 * (1959): they are ranked with the others and then left out. Exact for up to 50 differences, ties
 * included, by counting the signs; beyond, the normal approximation with tie, zero and continuity
 * correction. Where all differences are zero, p is 1.
 *
 * @throws RangeError if there is no difference or one is NaN
 */
export function wilcoxonSignedRank(
  differences: readonly number[],
  method?: 'exact' | 'normal',
): WilcoxonSignedRank {
  if (differences.length === 0) throw new RangeError('expected at least one difference, got none');
  const { doubled } = midranks(differences.map((value) => Math.abs(value)));
  const ranks = doubled.filter((_, index) => differences[index] !== 0);
  const positive = doubled.filter((_, index) => numberAt(differences, index) > 0);
  const doubledW = positive.reduce((sum, rank) => sum + rank, 0);
  const chosen = method ?? (ranks.length <= exactLimit ? 'exact' : 'normal');
  const p =
    chosen === 'exact'
      ? tailsOfCounts(signedRankCounts(ranks), doubledW)
      : normalTails(doubledW / 2, meanOfW(ranks), spreadOfW(ranks));
  return { w: doubledW / 2, p, method: chosen };
}

function meanOfW(doubledRanks: readonly number[]): number {
  return doubledRanks.reduce((sum, rank) => sum + rank, 0) / 4;
}

/** Each rank is in or out with probability 1/2, which covers ties and Pratt's zeros alike. */
function spreadOfW(doubledRanks: readonly number[]): number {
  return Math.sqrt(doubledRanks.reduce((sum, rank) => sum + rank * rank, 0)) / 4;
}
