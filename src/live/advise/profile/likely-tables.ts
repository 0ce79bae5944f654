import { firstEntries } from '../../../maps/model/size/first-entries.ts';
import { largestTableSlots, swissTableCapacity } from '../../../maps/model/size/swiss-go-layout.ts';
import { swissTableGrowths } from '../../../maps/model/size/swiss-go-tables.ts';
import type { SampledCount } from '../../attach/pprof/sampled-count.ts';

/** A map is between two waves of splits so much more often than in one that a sample must speak so clearly. */
const leastLikelihood = 1 / 3000;

/**
 * How many tables of the largest size a Swiss map has by those that were sampled, likeliest first. They split
 * within a tenth of the entries that double them, so that most of the time they are a power of two: one that is
 * not far from what was sampled comes before the estimate.
 *
 * @param share probability in (0, 1] by which each table was sampled
 */
export function likelyTables(
  sampled: number,
  share: number,
  { low, high, estimate }: SampledCount,
): readonly number[] {
  if (low === high) return [estimate];
  const least = logLikelihood(estimate, sampled, share) + Math.log(leastLikelihood);
  const likely: { readonly tables: number; readonly log: number }[] = [];
  for (let tables = 1; tables <= 2 * high; tables *= 2) {
    const log = tables < sampled ? Number.NEGATIVE_INFINITY : logLikelihood(tables, sampled, share);
    if (log >= least) likely.push({ tables, log });
  }
  const powers = likely.toSorted((a, b) => b.log - a.log).map(({ tables }) => tables);
  const isAllowed = powers.some((tables) => tables >= low && tables <= high);
  return isAllowed
    ? powers.filter((tables) => tables >= low && tables <= high)
    : [...powers, estimate];
}

/** Of so many tables, of which so many were sampled; without the factor that does not depend on the tables. */
function logLikelihood(tables: number, sampled: number, share: number): number {
  let sum = (tables - sampled) * Math.log1p(-share);
  for (let seen = 0; seen < sampled; seen += 1) sum += Math.log(tables - seen);
  return sum;
}

/** Entries in the middle of those at which half of all maps have so many tables, two or more. */
export function entriesOfTables(tables: number): number {
  const reaching = (growths: number): number =>
    firstEntries((entries) => swissTableGrowths(entries, 0, largestTableSlots), growths, {
      low: 1,
      high: 2 * tables * largestTableSlots,
      near: (tables * swissTableCapacity(largestTableSlots)) / 2,
      step: tables,
    });
  return Math.round(Math.sqrt(reaching(tables - 1.5) * reaching(tables - 0.5)));
}
