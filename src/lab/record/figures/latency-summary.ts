import { isBelowResolution, latencyQuantile, mergeLatency } from './latency-quantile.ts';
import type { LatencySummary } from '../run-record.ts';
import type { LatencyHistogram } from '../latency-histogram.ts';

/** Timed operations that must lie beyond a percentile for it to be a measurement, not a guess. */
export const leastSamplesBeyond = 10;

/** The percentiles of several histograms together; `null` where none of them timed an operation. */
export function latencySummary(histograms: readonly LatencyHistogram[]): LatencySummary | null {
  const merged = mergeLatency(histograms);
  if (merged.samples === 0) return null;
  const percentile = (p: number): number | null => latencyPercentile(histograms, merged, p);
  return {
    samples: merged.samples,
    weight: merged.weight,
    p50: isBelowResolution(merged, 0.5) ? null : latencyQuantile(merged, 0.5),
    p90: percentile(0.9),
    p99: percentile(0.99),
    p999: percentile(0.999),
    p9999: percentile(0.9999),
    max: isBelowResolution(merged, 1) ? null : merged.maxNs,
    ...belowOf(merged),
  };
}

/** The share of the operations that took less than the clock could tell, where that was recorded. */
export function belowOf({
  below,
  weight,
}: Pick<LatencyHistogram, 'below' | 'weight'>): Pick<LatencySummary, 'below'> {
  if (below === undefined) return {};
  return { below: { resolutionNs: below.resolutionNs, share: below.weight / weight } };
}

/**
 * The latency that the share `p` of the operations stayed within, in ns. `null` where fewer than 10
 * timed operations were slower: p99 needs a thousand of them, p99.99 a hundred thousand; and where it
 * lies below the resolution of the clock.
 *
 * Operations that start a growth are all timed, the others by chance, so the samples beyond are
 * counted per histogram: a growth stands for itself, a sample of 1 in 128 for 128 operations.
 *
 * @param merged the sum of the histograms
 */
export function latencyPercentile(
  histograms: readonly LatencyHistogram[],
  merged: LatencyHistogram,
  p: number,
): number | null {
  if (isBelowResolution(merged, p) || samplesBeyond(histograms, merged, p) < leastSamplesBeyond)
    return null;
  return latencyQuantile(merged, p);
}

/** Timed operations in the slowest 1 - p of the weight; a bucket on the border counts by its share. */
function samplesBeyond(
  histograms: readonly LatencyHistogram[],
  merged: LatencyHistogram,
  p: number,
): number {
  const border = borderOf(merged, (1 - p) * merged.weight);
  const samples = histograms.reduce((sum, one) => sum + samplesFrom(one, border), 0);
  // 1,000 samples have 10 beyond p99, whatever the rounding.
  return samples * (1 + 1e-9);
}

/** The bucket down to which the slowest operations of this weight reach, and how far into it. */
interface Border {
  readonly bucket: number;
  readonly share: number;
}

function borderOf({ counts }: LatencyHistogram, weight: number): Border {
  let left = weight;
  for (let index = counts.length - 1; index >= 0; index--) {
    const [bucket, own] = counts[index] ?? [0, 0];
    if (own >= left) return { bucket, share: left / own };
    left -= own;
  }
  return { bucket: 0, share: 1 };
}

function samplesFrom({ counts, samples, weight }: LatencyHistogram, border: Border): number {
  let beyond = 0;
  for (let index = counts.length - 1; index >= 0; index--) {
    const [bucket, own] = counts[index] ?? [0, 0];
    if (bucket < border.bucket) break;
    beyond += own * (bucket === border.bucket ? border.share : 1);
  }
  return weight === 0 ? 0 : (beyond * samples) / weight;
}
