import { latencyBuckets } from '../record/figures/latency-bucket.ts';
import type { LatencyHistogram } from '../record/latency-histogram.ts';

const largestInteger = 2 ** 31;

/** Counts durations in the buckets of a latency histogram, at a few nanoseconds each. */
export class DurationRecorder {
  readonly #counts = new Float64Array(latencyBuckets.count);
  /** Least and greatest: a field of the object would cost a new number with every change. */
  readonly #extremes = Float64Array.of(Number.POSITIVE_INFINITY, 0);

  /** Durations recorded. Adds them up: not for the hot path. */
  get samples(): number {
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  /** @param ns a duration; below 0 it counts as 0 */
  record(ns: number): void {
    const extremes = this.#extremes;
    if (ns < (extremes[0] ?? 0)) extremes[0] = ns;
    if (ns > (extremes[1] ?? 0)) extremes[1] = ns;
    const bucket = ns < largestInteger ? smallBucket(ns | 0) : largeBucket(ns);
    const counts = this.#counts;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  /** Adds what another one has recorded. */
  add(other: DurationRecorder): void {
    for (const [bucket, count] of other.#counts.entries())
      if (count > 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    const [least = 0, greatest = 0] = other.#extremes;
    this.#extremes[0] = Math.min(this.#extremes[0] ?? 0, least);
    this.#extremes[1] = Math.max(this.#extremes[1] ?? 0, greatest);
  }

  toHistogram(): LatencyHistogram {
    const counts: [number, number][] = [];
    for (const [bucket, count] of this.#counts.entries())
      if (count > 0) counts.push([bucket, count]);
    const { samples } = this;
    const [least = 0, greatest = 0] = this.#extremes;
    return {
      subBucketsPerOctave: 64,
      counts,
      samples,
      weight: samples,
      minNs: samples === 0 ? 0 : Math.max(0, Math.floor(least)),
      maxNs: Math.max(0, Math.floor(greatest)),
    };
  }
}

/** `latencyBuckets.of` for what fits 31 bits, in integers. */
function smallBucket(ns: number): number {
  if (ns < 128) return ns < 0 ? 0 : ns;
  const shift = 25 - Math.clz32(ns);
  return (shift << 6) + (ns >> shift);
}

function largeBucket(ns: number): number {
  return Math.min(latencyBuckets.of(Math.floor(ns)), latencyBuckets.count - 1);
}
