// Log-linear histogram of nanoseconds, 64 buckets per octave, so a bucket is at most 1.6 % wide.
// Bucket of v: below 128 v itself; above, with k = floor(log2 v) - 6, (k << 6) + (v >> k).
// src/record/latency-bucket.ts has the inverse.

/** Values from 2^42 ns (73 minutes) on share the last bucket. */
const largestNs: u64 = (1 << 42) - 1;
const bucketCount: usize = 35 * 64 + 128;

@unmanaged
export class LatencyHistogram {
  /** Operations that were timed, and operations that they stand for. */
  samples: u64;
  weight: u64;
  minNs: u64;
  maxNs: u64;
}

/** Bytes of one histogram: the header, then a weight of 8 bytes per bucket. */
export function histogramBytes(): usize {
  return offsetof<LatencyHistogram>() + (bucketCount << 3);
}

function bucketOf(ns: u64): usize {
  const shift: u64 = ns < 128 ? 0 : 57 - clz<u64>(ns);
  return <usize>((shift << 6) + (ns >> shift));
}

export function recordLatency(histogram: LatencyHistogram, elapsedNs: u64, weight: u64): void {
  const ns = min<u64>(elapsedNs, largestNs);
  const bucket = changetype<usize>(histogram) + offsetof<LatencyHistogram>() + (bucketOf(ns) << 3);
  store<u64>(bucket, load<u64>(bucket) + weight);
  if (histogram.samples == 0 || ns < histogram.minNs) histogram.minNs = ns;
  if (ns > histogram.maxNs) histogram.maxNs = ns;
  histogram.samples++;
  histogram.weight += weight;
}
