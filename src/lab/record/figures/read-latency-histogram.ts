import { latencyBuckets } from './latency-bucket.ts';
import type { LatencyHistogram } from '../latency-histogram.ts';

const HEADER_WORDS = 3;

/**
 * Encodes a histogram of the kernel sparsely. Weights and values stay exact up to 2^53.
 *
 * @param buffer the kernel's memory
 * @param address of a histogram as in src/maps/kernel/load/latency-histogram.ts: samples, complement of the
 * least value, greatest value, then the weight of every bucket, 8 bytes each
 */
export function readLatencyHistogram(buffer: ArrayBufferLike, address: number): LatencyHistogram {
  const words = new BigUint64Array(buffer, address, HEADER_WORDS + latencyBuckets.count);
  const [samples = 0n, minComplement = 0n, maxNs = 0n] = words;
  const counts: [number, number][] = [];
  for (let bucket = 0; bucket < latencyBuckets.count; bucket++) {
    const count = words[HEADER_WORDS + bucket] ?? 0n;
    if (count > 0n) counts.push([bucket, Number(count)]);
  }
  return {
    subBucketsPerOctave: 64,
    counts,
    samples: Number(samples),
    weight: counts.reduce((sum, [, count]) => sum + count, 0),
    minNs: samples === 0n ? 0 : Number(BigInt.asUintN(64, ~minComplement)),
    maxNs: Number(maxNs),
  };
}
