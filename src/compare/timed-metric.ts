import { latencySummary } from '../record/latency-summary.ts';
import type { LatencySummary, RoundResult } from '../record/run-record.ts';
import type { TimedMetricName } from './timed-metric-name.ts';

/** How one value a round is read, and which way is worse. */
export interface TimedMetric {
  readonly name: TimedMetricName;
  readonly unit: string;
  readonly worse: 'higher' | 'lower';
  /** Whether a slower machine makes it worse, so that the yardstick tells by how much. */
  readonly followsSpeed: boolean;
  /** `null` where the round did not give it. */
  readonly value: (round: RoundResult, yardstickSpeed: number | null) => number | null;
}

/** Nanoseconds per write are left out: they are writes per second upside down. */
export const timedMetrics: readonly TimedMetric[] = [
  {
    name: 'writes-per-second',
    unit: 'writes/s',
    worse: 'lower',
    followsSpeed: true,
    value: (round) => round.measurement?.writesPerSecond ?? null,
  },
  {
    name: 'yardstick-ratio',
    unit: 'writes per yardstick operation',
    worse: 'lower',
    followsSpeed: false,
    value: ({ measurement }, yardstickSpeed) =>
      measurement && yardstickSpeed && measurement.writesPerSecond / yardstickSpeed,
  },
  {
    name: 'latency-p50',
    unit: 'ns',
    worse: 'higher',
    followsSpeed: true,
    value: (round) => readable(latencyOf(round)?.p50 ?? null),
  },
  {
    name: 'latency-p99',
    unit: 'ns',
    worse: 'higher',
    followsSpeed: true,
    value: (round) => readable(latencyOf(round)?.p99 ?? null),
  },
  {
    name: 'cpu-seconds',
    unit: 's',
    worse: 'higher',
    followsSpeed: true,
    value: (round) => round.measurement && round.usage.cpuSeconds,
  },
  {
    name: 'peak-rss',
    unit: 'B',
    worse: 'higher',
    followsSpeed: false,
    value: (round) => round.measurement && round.usage.peakRssBytes,
  },
];

/** The clock tells no latencies below this apart, and what reading it costs was taken off. */
const shortestLatencyNs = 10;

function readable(ns: number | null): number | null {
  return ns === null ? null : Math.max(ns, shortestLatencyNs);
}

// Two metrics read the same histograms, of which a record has thousands of buckets.
const summaries = new WeakMap<RoundResult, LatencySummary>();

function latencyOf(round: RoundResult): LatencySummary | null {
  const known = summaries.get(round);
  if (known !== undefined || round.measurement === null) return known ?? null;
  const { normal, evacuating, growing } = round.measurement.latency;
  const summary = latencySummary([normal, evacuating, growing]);
  if (summary !== null) summaries.set(round, summary);
  return summary;
}
