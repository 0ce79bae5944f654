import type { Kernel } from '../map/kernel.ts';
import { mapTypeRequest } from '../map/map-type-request.ts';
import { parseGoKeyType, parseGoType } from '../map/parse-go-type.ts';
import { readGrowthEvents } from '../map/read-growth-events.ts';
import { mapRecordBytes, readMapStats } from '../map/read-map-stats.ts';
import { SandboxError } from '../primitives/sandbox-error.ts';
import type { TypePair } from './type-pairs.ts';

/** What a fresh map took; means over several. */
export interface FillFigures {
  readonly allocatedBytes: number;
  readonly allocations: number;
  readonly heldBytes: number;
}

export const fillFigureNames = ['allocatedBytes', 'allocations', 'heldBytes'] as const;

/** Means and their spread over maps with different seeds, and the growths of one of them. */
export interface ReferenceFills {
  readonly mean: FillFigures;
  /** Standard deviations of one map. */
  readonly deviation: FillFigures;
  readonly maps: number;
  /** Numbers of the inserts that grew the map, while they do not depend on the hash. */
  readonly growths: readonly number[];
}

/** Which maps to fill. */
export interface FillRequest {
  /** Minor version of Go; also those that are no map model of their own. */
  readonly minor: number;
  readonly pair: TypePair;
  readonly entries: number;
  readonly hint: number;
}

/** Maps that are filled to see how much chance there is in the figures. */
const pilotInserts = 500_000;
const pilotMaps = { least: 2, most: 100 };
/** Inserts that a figure may cost. */
const mostInserts = 600_000;
/** Maps that are filled all the same where chance has a say. */
const leastRandomMaps = 6;
/** Standard error of a mean that the maps are to reach. */
const wantedRelativeError = 0.0004;

/**
 * Fills reference maps with as many seeds as their means need, at most 600,000 inserts or six maps.
 */
export function fillReferences(kernel: Kernel, request: FillRequest): ReferenceFills {
  const sums = new FigureSums();
  const growths = fillOne(kernel, request, 1, sums);
  const pilot = Math.floor(pilotInserts / Math.max(1, request.entries));
  const atLeast = Math.min(pilotMaps.most, Math.max(pilotMaps.least, pilot));
  while (sums.maps < atLeast) fillOne(kernel, request, sums.maps + 1, sums);
  const affordable = Math.max(
    leastRandomMaps,
    Math.floor(mostInserts / Math.max(1, request.entries)),
  );
  const wanted = Math.min(affordable, Math.ceil(sums.mapsFor(wantedRelativeError)));
  while (sums.maps < wanted) fillOne(kernel, request, sums.maps + 1, sums);
  return { mean: sums.mean(), deviation: sums.deviation(), maps: sums.maps, growths };
}

/** Room for the largest key that a pair has, and then for the figures. */
const scratchBytes: number = Math.max(256, mapRecordBytes);

function fillOne(
  kernel: Kernel,
  { minor, pair, hint, entries }: FillRequest,
  seed: number,
  sums: FigureSums,
): readonly number[] {
  const { exports } = kernel;
  const key = parseGoKeyType(pair.key.type);
  const value = parseGoType(pair.value, 'value');
  const { keyKind, keySize, elemSize, flags } = mapTypeRequest(key, value);
  const type = exports.mapTypeNew(keyKind, keySize, elemSize, flags);
  const events = seed === 1 ? 64 : 0;
  const scratch = exports.arenaReserve(scratchBytes);
  const handle = exports.mapNew(type, minor, BigInt(hint), BigInt(seed), events, 0);
  if (handle === 0 || exports.mapFill(handle, entries, scratch) < entries)
    throw new SandboxError('environment', `expected memory for ${entries} entries, got none`);
  const stats = readMapStats(kernel, handle, scratch);
  sums.add({
    allocatedBytes: stats.totalBytesAllocated,
    allocations: stats.totalAllocations,
    heldBytes: stats.bytesHeld,
  });
  const growths = readGrowthEvents(kernel, handle);
  exports.arenaUnreserve(scratch, scratchBytes);
  exports.mapFree(handle);
  exports.mapTypeFree(type);
  const firstSplit = growths.findIndex(({ kind }) => kind === 'split');
  const certain = firstSplit === -1 ? growths : growths.slice(0, firstSplit + 1);
  return [...new Set(certain.map(({ operation }) => operation))];
}

class FigureSums {
  maps = 0;
  readonly #sum: Record<keyof FillFigures, number> = zeroes();
  readonly #squares: Record<keyof FillFigures, number> = zeroes();
  #first: FillFigures = zeroes();

  add(figures: FillFigures): void {
    if (this.maps === 0) this.#first = figures;
    this.maps += 1;
    for (const name of fillFigureNames) {
      // Differences from the first keep the squares small.
      const shifted = figures[name] - this.#first[name];
      this.#sum[name] += shifted;
      this.#squares[name] += shifted ** 2;
    }
  }

  mean(): FillFigures {
    return figuresOf((name) => this.#first[name] + this.#sum[name] / this.maps);
  }

  deviation(): FillFigures {
    return figuresOf((name) => {
      const variance = this.#squares[name] / this.maps - (this.#sum[name] / this.maps) ** 2;
      return Math.sqrt((Math.max(0, variance) * this.maps) / Math.max(1, this.maps - 1));
    });
  }

  /** Maps for a standard error of the mean of every figure. */
  mapsFor(relativeError: number): number {
    const mean = this.mean();
    const deviation = this.deviation();
    return Math.max(
      ...fillFigureNames.map((name) => (deviation[name] / mean[name] / relativeError) ** 2),
    );
  }
}

function zeroes(): Record<keyof FillFigures, number> {
  return { allocatedBytes: 0, allocations: 0, heldBytes: 0 };
}

function figuresOf(figure: (name: keyof FillFigures) => number): FillFigures {
  return {
    allocatedBytes: figure('allocatedBytes'),
    allocations: figure('allocations'),
    heldBytes: figure('heldBytes'),
  };
}
