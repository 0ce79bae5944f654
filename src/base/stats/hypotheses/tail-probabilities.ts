/** What a rank or permutation test says about its statistic under the hypothesis of no difference. */
export interface TailProbabilities {
  /** Probability of a statistic as small as the observed one, or smaller. */
  readonly less: number;
  /** Probability of a statistic as large as the observed one, or larger. */
  readonly greater: number;
  /** Twice the smaller of the two, at most 1. */
  readonly twoSided: number;
}

export function tailProbabilities(less: number, greater: number): TailProbabilities {
  return { less, greater, twoSided: Math.min(1, 2 * Math.min(less, greater)) };
}
