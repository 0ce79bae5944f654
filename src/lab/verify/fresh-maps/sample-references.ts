import { pause } from '../../../base/primitives/pause.ts';
import { type FillFigures, FigureSums } from '../figure-sums.ts';

/** Means and their spread over reference maps with different seeds. */
export interface ReferenceSample {
  readonly mean: FillFigures;
  /** Standard deviations of one map. */
  readonly deviation: FillFigures;
  readonly maps: number;
}

/** Fills one reference map from a seed, 1 and up, and tells what it took. */
export type FillReference = (seed: number) => FillFigures;

/** Maps that are filled to see how much chance there is in the figures. */
const pilotOperations = 500_000;
const pilotMaps = { least: 2, most: 100 };
/** Operations that a figure may cost. */
const mostOperations = 600_000;
/** Maps that are filled all the same where chance has a say. */
const leastRandomMaps = 6;
/** Standard error of a mean that the maps are to reach. */
const wantedRelativeError = 0.0004;

/** What a second look costs on either side: 100 maps of 100,000 entries where it is to decide. */
const closerOperations = { differs: 10_000_000, isImprecise: 2_500_000 };
const leastOfCloserLook = 1000;

/**
 * Fills reference maps, which cost so many operations each, with as many seeds as their means need, at
 * most 600,000 operations or six maps.
 */
export async function sampleReferences(
  fill: FillReference,
  operations: number,
  signal?: AbortSignal,
): Promise<ReferenceSample> {
  const sums = new FigureSums();
  const fillUpTo = async (maps: number): Promise<void> => {
    while (sums.maps < maps) {
      sums.add(fill(sums.maps + 1));
      await pause(signal);
    }
  };
  await fillUpTo(pilotOf(operations));
  await fillUpTo(
    Math.min(affordableMaps(operations), Math.ceil(sums.mapsFor(wantedRelativeError))),
  );
  return sampleOf(sums);
}

function pilotOf(operations: number): number {
  const pilot = Math.floor(pilotOperations / Math.max(1, operations));
  return Math.min(pilotMaps.most, Math.max(pilotMaps.least, pilot));
}

function affordableMaps(operations: number): number {
  return Math.max(leastRandomMaps, Math.floor(mostOperations / Math.max(1, operations)));
}

/** Maps of a first look, each of so many operations, before anything is known of their spread. */
export function expectedMaps(operations: number): number {
  return Math.min(affordableMaps(operations), Math.max(leastRandomMaps, pilotOf(operations)));
}

/** Fills so many reference maps with seeds that no earlier sample has used. */
export async function sampleReferencesAgain(
  fill: FillReference,
  maps: number,
  usedSeeds: number,
  signal?: AbortSignal,
): Promise<ReferenceSample> {
  const sums = new FigureSums();
  while (sums.maps < maps) {
    sums.add(fill(usedSeeds + sums.maps + 1));
    await pause(signal);
  }
  return sampleOf(sums);
}

/**
 * Maps of a second look, on either side: ten million operations where the first one found a
 * difference, a quarter where it left the means to chance; as if maps took 1,000 at least.
 */
export function mapsOfCloserLook(operations: number, isDifferent: boolean): number {
  const budget = isDifferent ? closerOperations.differs : closerOperations.isImprecise;
  return Math.floor(budget / Math.max(leastOfCloserLook, operations));
}

function sampleOf(sums: FigureSums): ReferenceSample {
  return { mean: sums.mean(), deviation: sums.deviation(), maps: sums.maps };
}
