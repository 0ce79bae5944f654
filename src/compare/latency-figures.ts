import { latencySummary } from '../record/latency-summary.ts';
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
  const summary = latencySummary([latency.normal, latency.evacuating, latency.growing]);
  const figures = { p50: summary?.p50 ?? null, p99: summary?.p99 ?? null };
  known.set(round, figures);
  return figures;
}
