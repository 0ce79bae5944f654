import { latencyBuckets } from './latency-bucket.ts';
import type { LatencyHistogram } from '../latency-histogram.ts';

/** Adds histograms up, as those of several rounds. */
export function mergeLatency(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const filled = histograms.filter(({ samples }) => samples > 0);
  return {
    subBucketsPerOctave: 64,
    counts: addedCounts(filled),
    samples: filled.reduce((sum, { samples }) => sum + samples, 0),
    weight: filled.reduce((sum, { weight }) => sum + weight, 0),
    minNs: filled.length === 0 ? 0 : Math.min(...filled.map(({ minNs }) => minNs)),
    maxNs: filled.length === 0 ? 0 : Math.max(...filled.map(({ maxNs }) => maxNs)),
  };
}

/** Over all buckets at once: a comparison adds up 100,000 of them. */
function addedCounts(histograms: readonly LatencyHistogram[]): LatencyHistogram['counts'] {
  const weights = new Float64Array(latencyBuckets.count);
  for (const { counts } of histograms)
    for (const pair of counts) weights[pair[0]] = (weights[pair[0]] ?? 0) + pair[1];
  const counts: [number, number][] = [];
  for (let bucket = 0; bucket < weights.length; bucket++) {
    const weight = weights[bucket] ?? 0;
    if (weight > 0) counts.push([bucket, weight]);
  }
  return counts;
}

/**
 * The weighted p-quantile in ns: the least value that at least the share `p` of the operations does
 * not exceed, as the middle of its bucket, kept within the least and the greatest value seen. At
 * most 0.8 % beside the exact one.
 *
 * @throws RangeError if p is not in [0, 1] or the histogram is empty
 */
export function latencyQuantile(histogram: LatencyHistogram, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${p}`);
  if (histogram.weight === 0) throw new RangeError('expected at least one sample, got none');
  const { minNs, maxNs } = histogram;
  if (p === 0) return minNs;
  if (p === 1) return maxNs;
  // A hair less, lest 0.999 of 50,000 come out above 49,950.
  const wanted = p * histogram.weight * (1 - 1e-12);
  let seen = 0;
  for (const pair of histogram.counts) {
    seen += pair[1];
    if (seen >= wanted) {
      const bucket = pair[0];
      const middle = (latencyBuckets.lowNs(bucket) + latencyBuckets.highNs(bucket) - 1) / 2;
      return Math.min(Math.max(middle, minNs), maxNs);
    }
  }
  return maxNs;
}
