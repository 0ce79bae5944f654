import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { chainsLayout } from './kernel-layouts.ts';
import type { Kernel } from './kernel.ts';
import { readDoubles } from './read-record.ts';
import type { ChainStats } from '../../model/map-stats.ts';

/** Enough for any chain that a hash made; an attacked map needs a second walk. */
const firstBins = 256;

/** Walks every bucket of a map. O(buckets); not while others write. */
export function readChainStats(kernel: Kernel, map: number): ChainStats {
  const first = walk(kernel, map, firstBins);
  const needed = Math.max(first.maxChainEntries, first.maxChainBuckets) + 1;
  return needed <= firstBins ? first : walk(kernel, map, needed);
}

function walk(kernel: Kernel, map: number, bins: number): ChainStats {
  const bytes = chainsLayout.bytes + 8 * bins;
  const out = kernel.exports.arenaReserve(bytes);
  if (out === 0)
    throw new SandboxError('environment', `expected ${bytes} bytes for chain lengths, got none`);
  kernel.exports.mapChains(map, out, bins);
  const { chains, buckets, longestBuckets, mostEntries } = readDoubles(
    kernel.memory,
    out,
    chainsLayout,
  );
  const histograms = new Uint32Array(kernel.memory.buffer, out + chainsLayout.bytes, 2 * bins);
  const stats = {
    entriesPerBucket: [...histograms.subarray(0, Math.min(bins, mostEntries + 1))],
    bucketsPerChain: [...histograms.subarray(bins, bins + Math.min(bins, longestBuckets + 1))],
    maxChainBuckets: longestBuckets,
    meanChainBuckets: chains === 0 ? 0 : buckets / chains,
    maxChainEntries: mostEntries,
  };
  kernel.exports.arenaUnreserve(out, bytes);
  return stats;
}
