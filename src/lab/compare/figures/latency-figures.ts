import {
  isBelowResolution,
  latencyQuantile,
  mergeLatency,
} from '../../record/figures/latency-quantile.ts';
import { belowOf, latencyPercentile } from '../../record/figures/latency-summary.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { LatencyFigures, RoundFigures } from './run-figures.ts';

// Two metrics read the same histograms, of which a record has thousands of buckets.
const known = new WeakMap<RoundFigures, LatencyFigures>();

/** The latencies of a round that are compared; `null` where the round gave nothing. */
export function latencyFigures(round: RoundFigures): LatencyFigures | null {
  const { measurement } = round;
  if (measurement === null) return null;
  const { latency } = measurement;
  if ('p50' in latency) return latency;
  const before = known.get(round);
  if (before !== undefined) return before;
  const figures = readHistograms(latency);
  known.set(round, figures);
  return figures;
}

/** Two percentiles only: a whole summary costs a comparison more than all its statistics. */
export function readHistograms({
  normal,
  evacuating,
  growing,
}: TimedMeasurement['latency']): LatencyFigures {
  const histograms = [normal, evacuating, growing];
  const merged = mergeLatency(histograms);
  if (merged.samples === 0) return { p50: null, p99: null };
  return {
    p50: isBelowResolution(merged, 0.5) ? null : latencyQuantile(merged, 0.5),
    p99: latencyPercentile(histograms, merged, 0.99),
    ...belowOf(merged),
  };
}
