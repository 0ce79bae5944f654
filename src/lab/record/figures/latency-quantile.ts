import { numberAt } from '../../../base/primitives/number-at.ts';
import { latencyBuckets } from './latency-bucket.ts';
import type { BelowResolution, LatencyHistogram } from '../latency-histogram.ts';

/**
 * Adds histograms up, as those of several rounds. Where their clocks differ, the coarsest resolution
 * is that of the sum: what lies below it in another one's buckets counts as below too.
 */
export function mergeLatency(histograms: readonly LatencyHistogram[]): LatencyHistogram {
  const filled = histograms.filter(({ samples }) => samples > 0);
  const resolutionNs = Math.max(0, ...filled.map(({ below }) => below?.resolutionNs ?? 0));
  const counts = addedCounts(filled);
  const valued = filled.filter((one) => one.counts.length > 0);
  const sum = {
    subBucketsPerOctave: 64,
    counts,
    samples: filled.reduce((total, { samples }) => total + samples, 0),
    weight: filled.reduce((total, { weight }) => total + weight, 0),
    minNs: valued.length === 0 ? 0 : Math.min(...valued.map(({ minNs }) => minNs)),
    maxNs: valued.length === 0 ? 0 : Math.max(...valued.map(({ maxNs }) => maxNs)),
  } as const;
  if (filled.every(({ below }) => below === undefined)) return sum;
  const weight = filled.reduce((total, { below }) => total + (below?.weight ?? 0), 0);
  return raisedTo(resolutionNs, { ...sum, below: { resolutionNs, weight } });
}

/** Takes the buckets below a resolution away and counts what was in them as below. */
function raisedTo(
  resolutionNs: number,
  histogram: LatencyHistogram & { readonly below: BelowResolution },
): LatencyHistogram {
  const first = histogram.counts.findIndex(
    ([bucket]) => latencyBuckets.lowNs(bucket) >= resolutionNs,
  );
  if (first === 0 || histogram.counts.length === 0) return histogram;
  const kept = first === -1 ? [] : histogram.counts.slice(first);
  const keptWeight = kept.reduce((total, [, weight]) => total + weight, 0);
  const isEmpty = kept.length === 0;
  return {
    ...histogram,
    counts: kept,
    minNs: isEmpty ? 0 : Math.max(histogram.minNs, latencyBuckets.lowNs(kept[0]?.[0] ?? 0)),
    maxNs: isEmpty ? 0 : histogram.maxNs,
    below: { resolutionNs, weight: histogram.weight - keptWeight },
  };
}

/** Whether each bucket is there once and holds something, as in every histogram but those of other hands. */
function isInOrder(counts: LatencyHistogram['counts']): boolean {
  let last = -1;
  for (const pair of counts) {
    if (!(pair[0] > last && pair[1] > 0)) return false;
    last = pair[0];
  }
  return true;
}

function addedCounts(histograms: readonly LatencyHistogram[]): LatencyHistogram['counts'] {
  const [first = [], ...others] = histograms.map(({ counts }) => counts);
  if ([first, ...others].every((counts) => isInOrder(counts)))
    return others.reduce((sum, counts) => addedInOrder(sum, counts), first);
  return addedAnyhow(histograms);
}

/** Most buckets are in one histogram only, and their pairs are taken as they are: 100,000 are added up. */
function addedInOrder(
  a: LatencyHistogram['counts'],
  b: LatencyHistogram['counts'],
): LatencyHistogram['counts'] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const sum: (readonly [number, number])[] = [];
  let at = 0;
  for (const pair of b) {
    const [bucket, weight] = pair;
    let own = a[at];
    while (own !== undefined && own[0] < bucket) {
      sum.push(own);
      at += 1;
      own = a[at];
    }
    if (own?.[0] === bucket) {
      sum.push([bucket, own[1] + weight]);
      at += 1;
    } else sum.push(pair);
  }
  return at === a.length ? sum : sum.concat(a.slice(at));
}

function addedAnyhow(histograms: readonly LatencyHistogram[]): LatencyHistogram['counts'] {
  const weights = new Float64Array(latencyBuckets.count);
  for (const { counts } of histograms)
    for (const pair of counts) weights[pair[0]] = (weights[pair[0]] ?? 0) + pair[1];
  const counts: [number, number][] = [];
  for (let bucket = 0; bucket < weights.length; bucket++) {
    const weight = numberAt(weights, bucket);
    if (weight > 0) counts.push([bucket, weight]);
  }
  return counts;
}

/**
 * The weighted p-quantile in ns: the least value that at least the share `p` of the operations does
 * not exceed, as the middle of its bucket, kept within the least and the greatest value seen. At
 * most 0.8 % beside the exact one. Where it lies below the resolution of the clock the answer is that
 * resolution, which it is less than: see `isBelowResolution`.
 *
 * @throws RangeError if p is not in [0, 1] or the histogram is empty
 */
export function latencyQuantile(histogram: LatencyHistogram, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${p}`);
  if (histogram.weight === 0) throw new RangeError('expected at least one sample, got none');
  const { minNs, maxNs } = histogram;
  if (isBelowResolution(histogram, p)) return histogram.below?.resolutionNs ?? 0;
  if (p === 0) return minNs;
  if (p === 1) return maxNs;
  // A hair less, lest 0.999 of 50,000 come out above 49,950.
  const wanted = p * histogram.weight * (1 - 1e-12);
  let seen = histogram.below?.weight ?? 0;
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

/** Whether the p-quantile is only known to be less than the resolution of the clock. */
export function isBelowResolution(
  { below, weight }: Pick<LatencyHistogram, 'below' | 'weight'>,
  p: number,
): boolean {
  return below !== undefined && below.weight > 0 && below.weight >= p * weight * (1 - 1e-12);
}
