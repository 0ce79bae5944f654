/**
 * Buckets for whole numbers of any size, 64 per octave, so that a bucket is at most 1.6 % wide. Bucket of
 * v: below 128 v itself; above, with k = floor(log2 v) - 6, 64 k + floor(v / 2^k).
 */
export const octaveBuckets = {
  /** Least value of a bucket. */
  low(bucket: number): number {
    if (bucket < 128) return bucket;
    const shift = Math.floor(bucket / 64) - 1;
    return (bucket - shift * 64) * 2 ** shift;
  },
  /** The bucket of a value, a whole number from 0 on. */
  of(value: number): number {
    if (value < 128) return value;
    const shift = Math.floor(Math.log2(value)) - 6;
    const first = 2 ** (shift + 6);
    // The logarithm of a value just below a power of two may round up to it.
    const exact = value < first ? shift - 1 : shift;
    return exact * 64 + Math.floor(value / 2 ** exact);
  },
} as const;
