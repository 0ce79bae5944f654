import { ascending } from '../ascending.ts';
import type { Interval } from '../intervals/interval.ts';
import { normalQuantile } from '../distributions/normal-quantile.ts';
import { quantileOfAscending } from '../quantile.ts';
import { requireConfidence } from '../intervals/require-confidence.ts';
import { untiedRankSumCounts, untiedSignedRankCounts } from './untied-counts.ts';

/** Values, up to which the interval's ranks come from the exact distribution. */
const exactLimit = 50;

export interface HodgesLehmann {
  readonly estimate: number;
  readonly interval: Interval;
}

/**
 * By how much x lies above y: the median of all differences x - y, with the interval of shifts that
 * the Mann-Whitney test does not reject (J. L. Hodges and E. L. Lehmann, 1963; E. Lehmann, 1963).
 * The interval is unbounded where the samples are too small for the confidence.
 *
 * @throws RangeError if a sample is empty or holds a value that is not finite, or confidence is not
 *   in (0, 1)
 */
export function hodgesLehmannShift(
  x: readonly number[],
  y: readonly number[],
  confidence: number = 0.95,
): HodgesLehmann {
  requireFinite(x);
  requireFinite(y);
  const differences = x.flatMap((a) => y.map((b) => a - b));
  const [m, n] = [x.length, y.length];
  const offset = (m * (m + 1)) / 2;
  return withInterval(differences, confidence, {
    counts: () => untiedRankSumCounts(m, m + n).subarray(offset),
    isExact: m + n <= exactLimit,
    standardDeviation: Math.sqrt((m * n * (m + n + 1)) / 12),
  });
}

/**
 * The pseudomedian: the median of the means of all pairs, each value with itself included, with the
 * interval of centres that the signed-rank test does not reject.
 *
 * @throws RangeError if there are no values or one is not finite, or confidence is not in (0, 1)
 */
export function hodgesLehmannCentre(
  values: readonly number[],
  confidence: number = 0.95,
): HodgesLehmann {
  requireFinite(values);
  const n = values.length;
  const walshAverages = values.flatMap((a, i) => values.slice(i).map((b) => (a + b) / 2));
  return withInterval(walshAverages, confidence, {
    counts: () => untiedSignedRankCounts(n),
    isExact: n <= exactLimit,
    standardDeviation: Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24),
  });
}

interface NullDistribution {
  /** Arrangements by value of the statistic, which runs from 0 to the number of candidates. */
  readonly counts: () => Float64Array;
  readonly isExact: boolean;
  readonly standardDeviation: number;
}

function withInterval(
  candidates: readonly number[],
  confidence: number,
  nullDistribution: NullDistribution,
): HodgesLehmann {
  requireConfidence(confidence);
  const sorted = ascending(candidates);
  const tail = (1 - confidence) / 2;
  const { rejected, attained } = nullDistribution.isExact
    ? exactRanks(nullDistribution.counts(), tail)
    : normalRanks(sorted.length, nullDistribution.standardDeviation, tail);
  return {
    estimate: quantileOfAscending(sorted, 0.5),
    interval: {
      low: rejected === 0 ? -Infinity : (sorted[rejected - 1] ?? -Infinity),
      high: rejected === 0 ? Infinity : (sorted[sorted.length - rejected] ?? Infinity),
      confidence: attained,
    },
  };
}

interface Ranks {
  /** Values of the statistic, 0 and up, that a one-sided test at the tail's level rejects. */
  readonly rejected: number;
  readonly attained: number;
}

function exactRanks(counts: Float64Array, tail: number): Ranks {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let rejected = 0;
  for (const count of counts) {
    if ((below + count) / all > tail) break;
    below += count;
    rejected++;
  }
  return { rejected, attained: 1 - (2 * below) / all };
}

function normalRanks(candidates: number, standardDeviation: number, tail: number): Ranks {
  const edge = candidates / 2 + normalQuantile(tail) * standardDeviation;
  return { rejected: Math.max(0, Math.floor(edge + 0.5)), attained: 1 - 2 * tail };
}

function requireFinite(values: readonly number[]): void {
  if (values.length === 0) throw new RangeError('expected at least one value, got none');
  const odd = values.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`expected finite values, got ${odd}`);
}
