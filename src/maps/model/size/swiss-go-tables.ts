import { binomialUpperTail } from '../../../base/stats/distributions/binomial-upper-tail.ts';
import { firstEntries } from './first-entries.ts';
import { largestTableSlots, swissTableCapacity } from './swiss-go-layout.ts';
import { swissSplitWaves } from './swiss-split-waves.ts';

/** The entries that split a table of 1024 slots. */
const splittingEntries = swissTableCapacity(largestTableSlots) + 1;
/** The entries that grow a table of 512 slots, which only some hints make. */
const growingEntries = swissTableCapacity(largestTableSlots / 2) + 1;
const negligible = 1e-15;

/** How the tables of a Swiss map of `entries` random keys stand, as means over hashes. */
export interface SwissTables {
  /** Splits so far: a table of depth d splits once its 2^-d of the keys are 897. */
  readonly splits: number;
  /** Tables that grew from 512 to 1024 slots. */
  readonly grown: number;
  /** `deeper[i]` = probability that the directory is longer than 2^(depth + i). */
  readonly deeper: readonly number[];
  /** Whether a hash can change any of it. */
  readonly isExpectedValue: boolean;
}

/** The tables after `entries` inserts into a map that was made with 2^depth tables. */
export function swissTables(entries: number, depth: number, tableSlots: number): SwissTables {
  const grown = tableSlots < largestTableSlots ? expectedGrown(entries, depth) : 0;
  let splits = 0;
  const deeper: number[] = [];
  for (let d = depth; ; d++) {
    const splitting = binomialUpperTail(splittingEntries, entries, 2 ** -d);
    if (2 ** d * splitting < negligible) break;
    splits += 2 ** d * splitting;
    deeper.push(probabilityOfAny(splitting, entries, d, splittingEntries));
  }
  const isExpectedValue = [grown, splits, ...deeper].some((figure) => !isWhole(figure));
  return { splits, grown, deeper, isExpectedValue };
}

/** Splits and growths of tables so far, together. */
export function swissTableGrowths(entries: number, depth: number, tableSlots: number): number {
  const { splits, grown } = swissTables(entries, depth, tableSlots);
  return splits + grown;
}

/** The inserts by which half of all maps have seen the first, the middle and the last of a wave. */
export interface SwissWave {
  readonly tables: number;
  readonly firstAtEntries: number;
  readonly middleAtEntries: number;
  readonly lastAtEntries: number;
}

/** The tables of depth `depth` split (at 1024 slots), or grow (at 512), one by one. */
export function swissWave(depth: number, tableSlots: number): SwissWave {
  const solved = tableSlots === largestTableSlots ? swissSplitWaves[depth] : undefined;
  if (solved === undefined) return solveSwissWave(depth, tableSlots);
  const [firstAtEntries, middleAtEntries, lastAtEntries] = solved;
  return { tables: 2 ** depth, firstAtEntries, middleAtEntries, lastAtEntries };
}

/** The wave from the probabilities that tables are full. */
export function solveSwissWave(depth: number, tableSlots: number): SwissWave {
  const needed = tableSlots < largestTableSlots ? growingEntries : splittingEntries;
  const tables = 2 ** depth;
  const reached = (entries: number): number => binomialUpperTail(needed, entries, 2 ** -depth);
  const mean = tables * needed;
  // The inserts until a table is full scatter by so much; the first of many is full some of it earlier.
  const spread = tables * Math.sqrt(needed);
  const most = Math.sqrt(2 * Math.log(tables));
  const firstAt = (share: (entries: number) => number, near: number): number =>
    firstEntries(share, 0.5, { low: needed, high: 4 * mean, near, step: spread / 2 });
  return {
    tables,
    firstAtEntries: firstAt(
      (n) => probabilityOfAny(reached(n), n, depth, needed),
      mean - most * spread,
    ),
    middleAtEntries: firstAt(reached, mean),
    lastAtEntries: firstAt((n) => reached(n) ** tables, mean + most * spread),
  };
}

function expectedGrown(entries: number, depth: number): number {
  return 2 ** depth * binomialUpperTail(growingEntries, entries, 2 ** -depth);
}

/**
 * Probability that any of 2^depth tables has the entries it needs, where each has them with
 * `probability`: as if they were independent, and certain where the tables cannot all stay below.
 */
function probabilityOfAny(
  probability: number,
  entries: number,
  depth: number,
  needed: number,
): number {
  if (entries > (needed - 1) * 2 ** depth) return 1;
  return -Math.expm1(2 ** depth * Math.log1p(-probability));
}

function isWhole(figure: number): boolean {
  return Math.abs(figure - Math.round(figure)) < 1e-9;
}
