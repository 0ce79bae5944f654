import { latencyBuckets } from '../record/latency-bucket.ts';
import type { LatencyHistogram } from '../record/timed-result.ts';

const LARGEST_INTEGER = 2 ** 31;

/** Counts durations in the buckets of a latency histogram, at a few nanoseconds each. */
export class DurationRecorder {
  readonly #counts = new Uint32Array(latencyBuckets.count);
  #samples = 0;
  #minNs = Number.POSITIVE_INFINITY;
  #maxNs = 0;

  /** Durations recorded. */
  get samples(): number {
    return this.#samples;
  }

  /** @param ns a duration; below 0 it counts as 0 */
  record(ns: number): void {
    this.#samples++;
    if (ns < this.#minNs) this.#minNs = ns;
    if (ns > this.#maxNs) this.#maxNs = ns;
    const bucket = ns < LARGEST_INTEGER ? smallBucket(ns | 0) : largeBucket(ns);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** Adds what another one has recorded. */
  add(other: DurationRecorder): void {
    for (const [bucket, count] of other.#counts.entries())
      if (count > 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#samples += other.#samples;
    this.#minNs = Math.min(this.#minNs, other.#minNs);
    this.#maxNs = Math.max(this.#maxNs, other.#maxNs);
  }

  toHistogram(): LatencyHistogram {
    const counts: [number, number][] = [];
    for (const [bucket, count] of this.#counts.entries())
      if (count > 0) counts.push([bucket, count]);
    const samples = this.#samples;
    return {
      subBucketsPerOctave: 64,
      counts,
      samples,
      weight: samples,
      minNs: samples === 0 ? 0 : Math.max(0, Math.floor(this.#minNs)),
      maxNs: Math.max(0, Math.floor(this.#maxNs)),
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
