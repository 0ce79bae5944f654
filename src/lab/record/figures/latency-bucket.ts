import { octaveBuckets } from '../../../base/stats/streams/octave-buckets.ts';

/** The buckets of a latency histogram: `octaveBuckets` of whole ns. */
export const latencyBuckets = {
  /** Buckets in all; the last one also holds everything above 2^42 ns. */
  count: 2368,
  /** Least value of a bucket, in ns. */
  lowNs(bucket: number): number {
    return octaveBuckets.low(bucket);
  },
  /** Least value of the next bucket, in ns. */
  highNs(bucket: number): number {
    return octaveBuckets.low(bucket + 1);
  },
  /** The bucket of a value, in whole ns from 0 to 2^42 - 1. */
  of(ns: number): number {
    return octaveBuckets.of(ns);
  },
} as const;
