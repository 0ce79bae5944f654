import { binomialPmf } from './binomial-pmf.ts';

/**
 * P(at least `successes` in `trials`) where each succeeds with `probability`. Relative error about
 * 1e-12 also far out in the tail and for 1e12 trials; takes a few standard deviations of terms.
 *
 * @throws RangeError if trials is no integer of at least 0 or probability is not in [0, 1]
 */
export function binomialUpperTail(successes: number, trials: number, probability: number): number {
  const first = Math.ceil(successes);
  if (first <= 0) return 1;
  if (first > trials) return 0;
  // By Chernoff's bound exp(-gap^2 / (2 mean)) all that is missing is below 1e-17, which 1 has no digit for.
  const mean = trials * probability;
  const gap = mean - (first - 1);
  if (gap > 0 && gap * gap > 80 * mean) return 1;
  // From the far side inwards the terms only get smaller, so that the sum can stop early.
  return first > mean
    ? sumUp(first, trials, probability)
    : 1 - sumDown(first - 1, trials, probability);
}

function sumUp(first: number, trials: number, probability: number): number {
  const odds = probability / (1 - probability);
  let term = binomialPmf(first, trials, probability);
  let sum = term;
  for (let k = first; k < trials && term > sum * Number.EPSILON; k++) {
    term *= ((trials - k) / (k + 1)) * odds;
    sum += term;
  }
  return sum;
}

function sumDown(last: number, trials: number, probability: number): number {
  const odds = (1 - probability) / probability;
  let term = binomialPmf(last, trials, probability);
  let sum = term;
  for (let k = last; k > 0 && term > sum * Number.EPSILON; k--) {
    term *= (k / (trials - k + 1)) * odds;
    sum += term;
  }
  return Math.min(1, sum);
}
