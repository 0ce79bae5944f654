import { latencyBuckets } from '../../src/lab/record/figures/latency-bucket.ts';
import { latencyQuantile } from '../../src/lab/record/figures/latency-quantile.ts';
import type { LatencyHistogram } from '../../src/lab/record/latency-histogram.ts';
import type { ArrivalRate } from '../../src/lab/workload/arrival-rate.ts';
import { arrivals } from '../../src/lab/workload/arrivals.ts';

/** Every moment of a rate, milliseconds. */
export function momentsOf(rate: ArrivalRate, durationMs: number): number[] {
  const next = arrivals(rate, durationMs, 7);
  const moments: number[] = [];
  for (let at = next(); at !== null; at = next()) moments.push(at);
  return moments;
}

/** Lindley's recursion: what each operation waits and takes behind one server. */
export function responseTimes(
  moments: readonly number[],
  service: (at: number) => number,
): number[] {
  let freeAt = 0;
  return moments.map((intended) => {
    const startedAt = Math.max(intended, freeAt);
    freeAt = startedAt + service(startedAt);
    return freeAt - intended;
  });
}

export const percentiles: readonly number[] = [
  0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1,
];

/** The values of which the share p is not above; as in `latencyQuantile`. */
export function exactQuantile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1)] ?? Number.NaN;
}

/** Whether a percentile is within 1 % and one bucket of what is known. */
export function isWithin(histogram: LatencyHistogram, p: number, exactMs: number): boolean {
  const exactNs = exactMs * 1e6;
  const bucket = latencyBuckets.of(Math.floor(exactNs));
  const allowed = 0.01 * exactNs + latencyBuckets.highNs(bucket) - latencyBuckets.lowNs(bucket);
  return Math.abs(latencyQuantile(histogram, p) - exactNs) <= allowed;
}
