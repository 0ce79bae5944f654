import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { qualityLayout } from './kernel-layouts.ts';
import type { Kernel } from './kernel.ts';
import { addHistograms } from '../../../base/stats/streams/add-histograms.ts';
import type { MapQuality } from '../../figures/map-quality.ts';

const bytesPerBin = 24;
const scratchBytes = 512;
const hashBits = 64;
/** Enough for any search in a map with a good hash; an attacked map needs a second walk. */
const firstBins = 128;

/** What one walk over a map adds up, so that walks over several maps add up too. */
interface QualitySums {
  readonly entries: number;
  readonly tagFalsePositives: number;
  readonly tombstones: number;
  readonly hitProbes: readonly number[];
  /** Shares, which add up to the number of maps: an absent key is as likely in each of them. */
  readonly missProbes: readonly number[];
  readonly entriesPerHome: readonly number[];
  readonly expectedEntriesPerHome: readonly number[];
  /** Bits that are set in every hash, and bits that are set in one of them. */
  readonly and: bigint;
  readonly or: bigint;
}

/** Looks at every entry of a map. O(slots), with one hash per entry; not while others write. */
export function readMapQuality(kernel: Kernel, map: number): MapQuality {
  return readMapsQuality(kernel, [map]);
}

/** The same of several maps together, as of the shards of one: they must share a hash seed. */
export function readMapsQuality(kernel: Kernel, maps: readonly number[]): MapQuality {
  const sums = addUp(maps.map((map) => walkWhole(kernel, map)));
  const { entries, hitProbes, and, or } = sums;
  const missProbes = sums.missProbes.map((share) => share / maps.length);
  return {
    entries,
    hitProbes,
    missProbes,
    meanHitProbes: entries === 0 ? 0 : meanLength(hitProbes) / entries,
    meanMissProbes: meanLength(missProbes),
    entriesPerHome: sums.entriesPerHome,
    expectedEntriesPerHome: sums.expectedEntriesPerHome,
    tagFalsePositives: sums.tagFalsePositives,
    stuckBits: entries === 0 ? [] : stuckBits(and, or),
    tombstones: sums.tombstones,
  };
}

function walkWhole(kernel: Kernel, map: number): QualitySums {
  const first = walk(kernel, map, firstBins);
  return first.needed <= firstBins ? first.sums : walk(kernel, map, first.needed).sums;
}

function walk(
  kernel: Kernel,
  map: number,
  bins: number,
): { readonly sums: QualitySums; readonly needed: number } {
  const bytes = qualityLayout.bytes + bytesPerBin * bins + scratchBytes;
  const out = kernel.exports.arenaReserve(bytes);
  if (out === 0)
    throw new SandboxError('environment', `expected ${bytes} bytes for a look at a map, got none`);
  kernel.exports.mapQuality(map, out, bins);
  const { buffer } = kernel.memory;
  const figures = readFigures(kernel, out);
  const { entries, tagFalsePositives, tombstones } = figures;
  const { longestHit: hit, longestMiss: miss, fullestHome: home, missWeight } = figures;
  const doubles = new Float64Array(buffer, out + qualityLayout.bytes, 2 * bins);
  const counts = new Uint32Array(buffer, out + qualityLayout.bytes + 16 * bins, 2 * bins);
  const sums: QualitySums = {
    entries,
    tagFalsePositives,
    tombstones,
    hitProbes: [...counts.subarray(0, Math.min(bins, hit + 1))],
    missProbes: [...doubles.subarray(0, Math.min(bins, miss + 1))].map((sum) => sum / missWeight),
    entriesPerHome: [...counts.subarray(bins, bins + Math.min(bins, home + 1))],
    expectedEntriesPerHome: [...doubles.subarray(bins, bins + Math.min(bins, home + 1))],
    and: figures.hashAnd,
    or: figures.hashOr,
  };
  kernel.exports.arenaUnreserve(out, bytes);
  return { sums, needed: Math.max(hit, miss, home) + 1 };
}

/** The record in front of the lengths. */
function readFigures({ memory }: Kernel, address: number) {
  const view = new DataView(memory.buffer, address, qualityLayout.bytes);
  const { at } = qualityLayout;
  const double = (field: keyof typeof at): number => view.getFloat64(at[field], true);
  return {
    entries: double('entries'),
    tagFalsePositives: double('tagFalsePositives'),
    tombstones: double('tombstones'),
    longestHit: double('longestHit'),
    longestMiss: double('longestMiss'),
    fullestHome: double('fullestHome'),
    missWeight: double('missWeight'),
    hashAnd: view.getBigUint64(at.hashAnd, true),
    hashOr: view.getBigUint64(at.hashOr, true),
  };
}

function addUp(walks: readonly QualitySums[]): QualitySums {
  const sum = (figure: (walk: QualitySums) => number): number =>
    walks.reduce((total, one) => total + figure(one), 0);
  const filled = walks.filter(({ entries }) => entries > 0);
  return {
    entries: sum(({ entries }) => entries),
    tagFalsePositives: sum(({ tagFalsePositives }) => tagFalsePositives),
    tombstones: sum(({ tombstones }) => tombstones),
    hitProbes: addHistograms(walks.map(({ hitProbes }) => hitProbes)),
    missProbes: addHistograms(walks.map(({ missProbes }) => missProbes)),
    entriesPerHome: addHistograms(walks.map(({ entriesPerHome }) => entriesPerHome)),
    expectedEntriesPerHome: addHistograms(
      walks.map(({ expectedEntriesPerHome }) => expectedEntriesPerHome),
    ),
    and: filled.reduce((bits, one) => bits & one.and, ~0n),
    or: filled.reduce((bits, one) => bits | one.or, 0n),
  };
}

function meanLength(counts: readonly number[]): number {
  return counts.reduce((sum, count, length) => sum + count * length, 0);
}

/** Bits that are set in every hash or in none. */
function stuckBits(and: bigint, or: bigint): number[] {
  const stuck = BigInt.asUintN(hashBits, and | ~or);
  return Array.from({ length: hashBits }, (_, bit) => bit).filter(
    (bit) => ((stuck >> BigInt(bit)) & 1n) === 1n,
  );
}
