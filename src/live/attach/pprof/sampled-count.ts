import { binomialCdf } from '../../../base/stats/distributions/binomial-cdf.ts';

/** How many there are, judged by a sample of them. */
export interface SampledCount {
  readonly estimate: number;
  /** Bounds of the interval that holds the truth in 19 of 20 cases. */
  readonly low: number;
  readonly high: number;
}

const tail = 0.025;

/**
 * The objects of which each was sampled with a probability, by those that were: the exact interval for
 * the number of trials of a binomial distribution.
 *
 * @param share in (0, 1]
 */
export function sampledCount(sampled: number, share: number): SampledCount {
  if (share > 1 - 1e-9) return { estimate: sampled, low: sampled, high: sampled };
  return {
    estimate: Math.round(sampled / share),
    low: sampled === 0 ? 0 : fewestTrials(sampled, share),
    high: mostTrials(sampled, share),
  };
}

/** The fewest trials of which so many successes are not too many. */
function fewestTrials(sampled: number, share: number): number {
  return firstWhere(sampled, (trials) => 1 - binomialCdf(sampled - 1, trials, share) > tail);
}

/** The most trials of which so few successes are not too few. */
function mostTrials(sampled: number, share: number): number {
  return firstWhere(sampled, (trials) => binomialCdf(sampled, trials, share) <= tail) - 1;
}

function firstWhere(from: number, holds: (trials: number) => boolean): number {
  if (holds(from)) return from;
  let step = 1;
  while (!holds(from + step)) step *= 2;
  let low = from + Math.floor(step / 2);
  let high = from + step;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
