import { latencyFigures } from './latency-figures.ts';
import type { RoundFigures } from './run-figures.ts';
import type { TimedMetricName } from './timed-metric-name.ts';

/** How one value a round is read, and which way is worse. */
export interface TimedMetric {
  readonly name: TimedMetricName;
  readonly unit: string;
  readonly worse: 'higher' | 'lower';
  /** Whether a slower machine makes it worse, so that the yardstick tells by how much. */
  readonly followsSpeed: boolean;
  /** `null` where the round did not give it. */
  readonly value: (round: RoundFigures, yardstickSpeed: number | null) => number | null;
  /** The percentile that it is, of which it may only be known that the clock could not tell it. */
  readonly latency?: 'p50' | 'p99';
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
    latency: 'p50',
    value: (round) => readable(latencyFigures(round)?.p50 ?? null),
  },
  {
    name: 'latency-p99',
    unit: 'ns',
    worse: 'higher',
    followsSpeed: true,
    latency: 'p99',
    value: (round) => readable(latencyFigures(round)?.p99 ?? null),
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

/** Records from before the clock's resolution was kept hold latencies of 0 ns. */
const shortestLatencyNs = 10;

function readable(ns: number | null): number | null {
  return ns === null ? null : Math.max(ns, shortestLatencyNs);
}
