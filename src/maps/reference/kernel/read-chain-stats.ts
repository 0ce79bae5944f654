import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { Kernel } from './kernel.ts';
import type { ChainStats } from '../../model/map-stats.ts';

const HEADER_BYTES = 32;
/** Enough for any chain that a hash made; an attacked map needs a second walk. */
const FIRST_BINS = 256;

/** Walks every bucket of a map. O(buckets); not while others write. */
export function readChainStats(kernel: Kernel, map: number): ChainStats {
  const first = walk(kernel, map, FIRST_BINS);
  const needed = Math.max(first.maxChainEntries, first.maxChainBuckets) + 1;
  return needed <= FIRST_BINS ? first : walk(kernel, map, needed);
}

function walk(kernel: Kernel, map: number, bins: number): ChainStats {
  const bytes = HEADER_BYTES + 8 * bins;
  const out = kernel.exports.arenaReserve(bytes);
  if (out === 0)
    throw new SandboxError('environment', `expected ${bytes} bytes for chain lengths, got none`);
  kernel.exports.mapChains(map, out, bins);
  const [chains = 0, buckets = 0, maxChainBuckets = 0, maxChainEntries = 0] = new Float64Array(
    kernel.memory.buffer,
    out,
    4,
  );
  const histograms = new Uint32Array(kernel.memory.buffer, out + HEADER_BYTES, 2 * bins);
  const stats = {
    entriesPerBucket: [...histograms.subarray(0, Math.min(bins, maxChainEntries + 1))],
    bucketsPerChain: [...histograms.subarray(bins, bins + Math.min(bins, maxChainBuckets + 1))],
    maxChainBuckets,
    meanChainBuckets: chains === 0 ? 0 : buckets / chains,
    maxChainEntries,
  };
  kernel.exports.arenaUnreserve(out, bytes);
  return stats;
}
