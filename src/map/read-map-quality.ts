import { SandboxError } from '../primitives/sandbox-error.ts';
import type { Kernel } from './kernel.ts';
import type { MapQuality } from './map-quality.ts';

const HEADER_BYTES = 80;
const BYTES_PER_BIN = 24;
const SCRATCH_BYTES = 512;
const HASH_BITS = 64;
/** Enough for any search in a map with a good hash; an attacked map needs a second walk. */
const FIRST_BINS = 128;

/** Looks at every entry of a map. O(slots), with one hash per entry; not while others write. */
export function readMapQuality(kernel: Kernel, map: number): MapQuality {
  const first = walk(kernel, map, FIRST_BINS);
  return first.needed <= FIRST_BINS ? first.quality : walk(kernel, map, first.needed).quality;
}

function walk(
  kernel: Kernel,
  map: number,
  bins: number,
): { readonly quality: MapQuality; readonly needed: number } {
  const bytes = HEADER_BYTES + BYTES_PER_BIN * bins + SCRATCH_BYTES;
  const out = kernel.exports.arenaReserve(bytes);
  if (out === 0)
    throw new SandboxError('environment', `expected ${bytes} bytes for a look at a map, got none`);
  kernel.exports.mapQuality(map, out, bins);
  const { buffer } = kernel.memory;
  const [
    entries = 0,
    tagFalsePositives = 0,
    tombstones = 0,
    hit = 0,
    miss = 0,
    home = 0,
    weight = 0,
  ] = new Float64Array(buffer, out, 7);
  const [and = 0n, or = 0n] = new BigUint64Array(buffer, out + 56, 2);
  const doubles = new Float64Array(buffer, out + HEADER_BYTES, 2 * bins);
  const counts = new Uint32Array(buffer, out + HEADER_BYTES + 16 * bins, 2 * bins);
  const hitProbes = [...counts.subarray(0, Math.min(bins, hit + 1))];
  const missProbes = [...doubles.subarray(0, Math.min(bins, miss + 1))].map((sum) => sum / weight);
  const quality: MapQuality = {
    entries,
    hitProbes,
    missProbes,
    meanHitProbes: entries === 0 ? 0 : meanLength(hitProbes) / entries,
    meanMissProbes: meanLength(missProbes),
    entriesPerHome: [...counts.subarray(bins, bins + Math.min(bins, home + 1))],
    expectedEntriesPerHome: [...doubles.subarray(bins, bins + Math.min(bins, home + 1))],
    tagFalsePositives,
    stuckBits: entries === 0 ? [] : stuckBits(and, or),
    tombstones,
  };
  kernel.exports.arenaUnreserve(out, bytes);
  return { quality, needed: Math.max(hit, miss, home) + 1 };
}

function meanLength(counts: readonly number[]): number {
  return counts.reduce((sum, count, length) => sum + count * length, 0);
}

/** Bits that are set in every hash or in none. */
function stuckBits(and: bigint, or: bigint): number[] {
  const stuck = BigInt.asUintN(HASH_BITS, and | ~or);
  return Array.from({ length: HASH_BITS }, (_, bit) => bit).filter(
    (bit) => ((stuck >> BigInt(bit)) & 1n) === 1n,
  );
}
