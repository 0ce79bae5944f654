import { latencyBuckets } from '../../record/figures/latency-bucket.ts';
import { isBelowResolution } from '../../record/figures/latency-quantile.ts';
import { belowOf, leastSamplesBeyond } from '../../record/figures/latency-summary.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import type { ScannedLists } from '../../record/stored/record-scanner.ts';
import type { LatencyFigures } from './run-figures.ts';

/** A histogram whose pairs are one of the lists. */
export interface ListHistogram extends Omit<LatencyHistogram, 'counts'> {
  readonly list: number;
}

/**
 * `readHistograms` of pairs that nobody parsed, to the last bit: of 12,000 pairs of a record V8 takes longer to
 * make its own code than that code to run.
 */
export function latencyOfLists(
  lists: ScannedLists,
  histograms: readonly ListHistogram[],
): LatencyFigures {
  const merged = mergedLists(lists, histograms);
  if (merged.samples === 0) return { p50: null, p99: null };
  return {
    p50: isBelowResolution(merged, 0.5) ? null : quantile(lists, merged, 0.5),
    p99: percentile(lists, histograms, merged, 0.99),
    ...belowOf(merged),
  };
}

function mergedLists(lists: ScannedLists, histograms: readonly ListHistogram[]): ListHistogram {
  const filled = histograms.filter(({ samples }) => samples > 0);
  const valued = filled.filter(({ list }) => lists.lengthOf(list) > 0);
  const sum: ListHistogram = {
    subBucketsPerOctave: 64,
    list: filled.reduce((total, { list }) => lists.add(total, list), 0),
    samples: filled.reduce((total, { samples }) => total + samples, 0),
    weight: filled.reduce((total, { weight }) => total + weight, 0),
    minNs: valued.length === 0 ? 0 : Math.min(...valued.map(({ minNs }) => minNs)),
    maxNs: valued.length === 0 ? 0 : Math.max(...valued.map(({ maxNs }) => maxNs)),
  };
  if (filled.every(({ below }) => below === undefined)) return sum;
  const resolutionNs = Math.max(0, ...filled.map(({ below }) => below?.resolutionNs ?? 0));
  const weight = filled.reduce((total, { below }) => total + (below?.weight ?? 0), 0);
  return raisedTo(lists, resolutionNs, { ...sum, below: { resolutionNs, weight } });
}

function raisedTo(
  lists: ScannedLists,
  resolutionNs: number,
  histogram: ListHistogram,
): ListHistogram {
  const all = lists.lengthOf(histogram.list);
  const list = lists.raise(histogram.list, resolutionNs);
  const kept = lists.lengthOf(list);
  if (kept === all) return histogram;
  const firstNs = latencyBuckets.lowNs(lists.reaching(list, 0, 0));
  return {
    ...histogram,
    list,
    minNs: kept === 0 ? 0 : Math.max(histogram.minNs, firstNs),
    maxNs: kept === 0 ? 0 : histogram.maxNs,
    below: { resolutionNs, weight: histogram.weight - lists.weightLeft.value },
  };
}

function quantile(lists: ScannedLists, histogram: ListHistogram, p: number): number {
  const { list, weight, minNs, maxNs, below } = histogram;
  if (weight === 0) throw new RangeError('expected at least one sample, got none');
  const bucket = lists.reaching(list, below?.weight ?? 0, p * weight * (1 - 1e-12));
  if (bucket === -1) return maxNs;
  const middle = (latencyBuckets.lowNs(bucket) + latencyBuckets.highNs(bucket) - 1) / 2;
  return Math.min(Math.max(middle, minNs), maxNs);
}

function percentile(
  lists: ScannedLists,
  histograms: readonly ListHistogram[],
  merged: ListHistogram,
  p: number,
): number | null {
  if (isBelowResolution(merged, p)) return null;
  const bucket = lists.borderOf(merged.list, (1 - p) * merged.weight);
  const share = lists.borderShare.value;
  const samples = histograms.reduce((sum, one) => {
    const weight = lists.weightFrom(one.list, bucket, share);
    return sum + (one.weight === 0 ? 0 : (weight * one.samples) / one.weight);
  }, 0);
  // As `latencyPercentile` does, whatever the rounding.
  return samples * (1 + 1e-9) < leastSamplesBeyond ? null : quantile(lists, merged, p);
}
