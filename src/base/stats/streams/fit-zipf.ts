import { numberAt } from '../../primitives/number-at.ts';

/** A Zipf distribution fitted to counts. */
export interface ZipfFit {
  /** P(rank r) is proportional to 1 / r^exponent. */
  readonly exponent: number;
  /** Standard error, widened where the counts scatter more about the fit than chance would make them. */
  readonly standardError: number;
  /** Ranks that were fitted, from the most frequent one on. */
  readonly ranks: number;
}

/** Rarer keys are ranked by chance. */
const leastCount = 16;
const leastRanks = 10;
/** More do not make it more certain, and each costs a power. */
const mostRanks = 2 ** 14;
const steepest = 20;
const halvings = 48;

/**
 * Fits the exponent by maximum likelihood to the counts of the most frequent things, given that it is
 * one of these: what is rarer than 16 does not count, because its rank is chance.
 *
 * @param counts descending
 * @returns `null` where fewer than ten things are frequent enough
 */
export function fitZipf(counts: readonly number[]): ZipfFit | null {
  const rare = counts.findIndex((count) => count < leastCount);
  const ranks = Math.min(mostRanks, rare === -1 ? counts.length : rare);
  if (ranks < leastRanks) return null;
  const fitted = Float64Array.from(counts.slice(0, ranks));
  const logs = Float64Array.from(fitted, (_, rank) => Math.log(rank + 1));
  const total = fitted.reduce((sum, count) => sum + count, 0);
  const meanLog =
    fitted.reduce((sum, count, rank) => sum + count * numberAt(logs, rank), 0) / total;
  let low = 0;
  let high = steepest;
  // The mean logarithm of the ranks falls as the exponent rises.
  for (let step = 0; step < halvings; step++) {
    const middle = (low + high) / 2;
    if (momentsOf(logs, middle).mean > meanLog) low = middle;
    else high = middle;
  }
  const exponent = (low + high) / 2;
  const { variance, weight } = momentsOf(logs, exponent);
  const scatter = fitted.reduce((sum, count, rank) => {
    const expected = (total * Math.exp(-exponent * numberAt(logs, rank))) / weight;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  const widening = Math.max(1, scatter / Math.max(1, ranks - 2));
  return { exponent, standardError: Math.sqrt(widening / (total * variance)), ranks };
}

function momentsOf(
  logs: Float64Array,
  exponent: number,
): { readonly mean: number; readonly variance: number; readonly weight: number } {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (const log of logs) {
    const share = Math.exp(-exponent * log);
    weight += share;
    sum += share * log;
    squares += share * log * log;
  }
  const mean = sum / weight;
  return { mean, variance: squares / weight - mean * mean, weight };
}
