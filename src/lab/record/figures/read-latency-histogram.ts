import { latencyHistogramLayout } from '../../../maps/reference/kernel/kernel-layouts.ts';
import { latencyBuckets } from './latency-bucket.ts';
import type { LatencyHistogram } from '../latency-histogram.ts';

const { at, bytes } = latencyHistogramLayout;
const headerWords = bytes / 8;

/**
 * Encodes a histogram of the kernel sparsely. Weights and values stay exact up to 2^53.
 *
 * @param buffer the kernel's memory
 * @param address of a `LatencyHistogram` with the weight of every bucket behind it, 8 bytes each
 * @param resolutionNs of the clock, where what is shorter was recorded as below
 */
export function readLatencyHistogram(
  buffer: ArrayBufferLike,
  address: number,
  resolutionNs?: number,
): LatencyHistogram {
  const words = new BigUint64Array(buffer, address, headerWords + latencyBuckets.count);
  const samples = words[at.samples / 8] ?? 0n;
  const maxComplement = words[at.maxComplement / 8] ?? 0n;
  const below = Number(words[at.belowWeight / 8] ?? 0n);
  const counts: [number, number][] = [];
  for (let bucket = 0; bucket < latencyBuckets.count; bucket++) {
    const count = words[headerWords + bucket] ?? 0n;
    if (count > 0n) counts.push([bucket, Number(count)]);
  }
  return {
    subBucketsPerOctave: 64,
    counts,
    samples: Number(samples),
    weight: counts.reduce((sum, [, count]) => sum + count, below),
    minNs: counts.length === 0 ? 0 : Number(BigInt.asUintN(64, ~maxComplement)),
    maxNs: Number(words[at.maxNs / 8] ?? 0n),
    ...(resolutionNs === undefined ? {} : { below: { resolutionNs, weight: below } }),
  };
}
