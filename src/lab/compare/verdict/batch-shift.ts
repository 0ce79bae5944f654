import {
  hodgesLehmannCentre,
  hodgesLehmannShift,
} from '../../../base/stats/hypotheses/hodges-lehmann.ts';
import type { Interval } from '../../../base/stats/intervals/interval.ts';
import { mannWhitney } from '../../../base/stats/hypotheses/mann-whitney.ts';
import { wilcoxonSignedRank } from '../../../base/stats/hypotheses/wilcoxon-signed-rank.ts';

/**
 * By how much one batch of rounds makes the candidate costlier than the baseline, in natural
 * logarithms of the cost: 0.095 is 10 % worse, negative is better.
 */
export interface BatchShift {
  /** Rounds of the smaller arm. */
  readonly rounds: number;
  readonly estimate: number;
  /** 95 % or as near above as ranks allow. */
  readonly interval: Interval;
  /** One-sided: small when the candidate is worse, or better. */
  readonly pWorse: number;
  readonly pBetter: number;
  readonly standardError: number;
  /** The smallest one-sided p that so many rounds can give. */
  readonly smallestP: number;
}

/** Rounds of one run against rounds of another: rank sums and the Hodges-Lehmann shift. */
export function independentShift(
  baseline: readonly number[],
  candidate: readonly number[],
): BatchShift {
  const { p } = mannWhitney(candidate, baseline);
  const { estimate, interval } = hodgesLehmannShift(candidate, baseline);
  return {
    rounds: Math.min(baseline.length, candidate.length),
    estimate,
    interval,
    pWorse: p.greater,
    pBetter: p.less,
    standardError: rankEfficiency * Math.sqrt(meanVariance(baseline) + meanVariance(candidate)),
    smallestP: 1 / choose(baseline.length + candidate.length, baseline.length),
  };
}

/** Differences within the rounds of one run: signed ranks and the pseudomedian. */
export function pairedShift(differences: readonly number[]): BatchShift {
  const { p } = wilcoxonSignedRank(differences);
  const { estimate, interval } = hodgesLehmannCentre(differences);
  return {
    rounds: differences.length,
    estimate,
    interval,
    pWorse: p.greater,
    pBetter: p.less,
    standardError: rankEfficiency * Math.sqrt(meanVariance(differences)),
    smallestP: 2 ** -differences.length,
  };
}

/** Pitman efficiency of rank estimates for normal data is 3/π; elsewhere they lose less or win. */
const rankEfficiency = Math.sqrt(Math.PI / 3);

/** Variance of the mean. Of one value nothing is known: infinite. */
function meanVariance(values: readonly number[]): number {
  const n = values.length;
  if (n < 2) return Infinity;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ((n - 1) * n);
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = (ways * (n - i + 1)) / i;
  return ways;
}
