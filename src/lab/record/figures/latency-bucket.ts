/**
 * The buckets of a latency histogram: 64 per octave, so that a bucket is at most 1.6 % wide. Bucket
 * of v ns: below 128 v itself; above, with k = floor(log2 v) - 6, 64 k + floor(v / 2^k).
 */
export const latencyBuckets = {
  /** Buckets in all; the last one also holds everything above 2^42 ns. */
  count: 2368,
  /** Least value of a bucket, in ns. */
  lowNs(bucket: number): number {
    if (bucket < 128) return bucket;
    const shift = Math.floor(bucket / 64) - 1;
    return (bucket - shift * 64) * 2 ** shift;
  },
  /** Least value of the next bucket, in ns. */
  highNs(bucket: number): number {
    return latencyBuckets.lowNs(bucket + 1);
  },
  /** The bucket of a value, in whole ns from 0 to 2^42 - 1. */
  of(ns: number): number {
    if (ns < 128) return ns;
    const shift = Math.floor(Math.log2(ns)) - 6;
    const first = 2 ** (shift + 6);
    // The logarithm of a value just below a power of two may round up to it.
    const exact = ns < first ? shift - 1 : shift;
    return exact * 64 + Math.floor(ns / 2 ** exact);
  },
} as const;
