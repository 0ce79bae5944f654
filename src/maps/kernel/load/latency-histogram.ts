// Log-linear histogram of nanoseconds, 64 buckets per octave, so a bucket is at most 1.6 % wide.
// Bucket of v: below 128 v itself; above, with k = floor(log2 v) - 6, (k << 6) + (v >> k).
// src/lab/record/figures/latency-bucket.ts has the inverse.

/** Values from 2^42 ns (73 minutes) on share the last bucket. */
const LARGEST_NS: u64 = (1 << 42) - 1;
const BUCKET_COUNT: usize = 35 * 64 + 128;

/** What the buckets do not tell. All zero when nothing was recorded. */
@unmanaged
export class LatencyHistogram {
  /** Operations that were timed; the operations they stand for are the sum of the buckets. */
  samples: u64;
  /** Greatest complement, which is that of the least value: so it may start at 0. */
  maxComplement: u64;
  maxNs: u64;
  /** Operations that the timed ones below the clock's resolution stand for; they are in no bucket. */
  belowWeight: u64;
}

/** Bytes of one histogram: the header, then a weight of 8 bytes per bucket. */
export function histogramBytes(): usize {
  return offsetof<LatencyHistogram>() + (BUCKET_COUNT << 3);
}

function bucketOf(ns: u64): usize {
  const shift: u64 = ns < 128 ? 0 : 57 - clz<u64>(ns);
  return <usize>((shift << 6) + (ns >> shift));
}

export function recordLatency(histogram: LatencyHistogram, elapsedNs: u64, weight: u64): void {
  const ns = min<u64>(elapsedNs, LARGEST_NS);
  const bucket = changetype<usize>(histogram) + offsetof<LatencyHistogram>() + (bucketOf(ns) << 3);
  store<u64>(bucket, load<u64>(bucket) + weight);
  histogram.samples++;
  histogram.maxComplement = max<u64>(histogram.maxComplement, ~ns);
  histogram.maxNs = max<u64>(histogram.maxNs, ns);
}

/**
 * Records a measured duration. What is shorter than the clock's resolution has no value that the
 * clock could tell, so it only counts as below.
 */
export function recordDuration(
  histogram: LatencyHistogram,
  elapsedNs: f64,
  resolutionNs: f64,
  weight: u64,
): void {
  if (elapsedNs >= resolutionNs) {
    recordLatency(histogram, <u64>elapsedNs, weight);
    return;
  }
  histogram.samples++;
  histogram.belowWeight += weight;
}

/** Records `count` values, f64 one behind the other, each for itself: for the bench. */
export function recordLatencies(histogram: LatencyHistogram, values: usize, count: u32): void {
  for (let at: u32 = 0; at < count; at++)
    recordLatency(histogram, <u64>load<f64>(values + ((<usize>at) << 3)), 1);
}
