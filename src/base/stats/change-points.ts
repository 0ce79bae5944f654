import { type Random, seededRandom } from '../primitives/seeded-random.ts';
import { Divisions } from './divisions.ts';

export interface ChangePointOptions {
  /** Values that a stretch must have at least. @default 3 */
  readonly leastStretch?: number;
  /** @default 0.01 */
  readonly alpha?: number;
  /** Permutations behind each p-value. @default 199 */
  readonly permutations?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface ChangePoint {
  /** 0-based index of the first value after the change. */
  readonly index: number;
  readonly p: number;
}

/**
 * Where a series changes in distribution, in ascending order: E-divisive means of D. Matteson and
 * N. James, "A nonparametric approach for multiple change point analysis of multivariate data", JASA
 * 109 (2014). The series is divided where the energy distance between both sides is largest, as long
 * as a permutation test within the divided stretch calls it significant; then each side again. Costs
 * O(permutations · n · log n) for each division, and a few permutations for a stretch without any.
 *
 * @throws RangeError if a value is not finite or an option is out of its range
 */
export function changePoints(
  series: readonly number[],
  { leastStretch = 3, alpha = 0.01, permutations = 199, seed = 1 }: ChangePointOptions = {},
): readonly ChangePoint[] {
  requireArguments(series, leastStretch, alpha, permutations);
  const random = seededRandom(seed);
  const mostAsLarge = Math.floor(alpha * (permutations + 1) + 1e-9);
  const found: ChangePoint[] = [];
  const waiting = [{ start: 0, end: series.length }];
  for (let stretch = waiting.pop(); stretch !== undefined; stretch = waiting.pop()) {
    const divisions = new Divisions(series.slice(stretch.start, stretch.end), leastStretch);
    const division = divisions.best();
    if (division === null) continue;
    const asLarge = countAsLarge(divisions, division.statistic, permutations, mostAsLarge, random);
    if (asLarge > mostAsLarge) continue;
    const index = stretch.start + division.size;
    found.push({ index, p: asLarge / (permutations + 1) });
    waiting.push({ start: stretch.start, end: index }, { start: index, end: stretch.end });
  }
  return found.toSorted((a, b) => a.index - b.index);
}

/** The series as it is and the orders of it that divide as well; ends above `most`, which decides. */
function countAsLarge(
  divisions: Divisions,
  observed: number,
  permutations: number,
  most: number,
  random: Random,
): number {
  // Sums in another order differ in the last bits.
  const bar = observed - Math.abs(observed) * 1e-9;
  let asLarge = 1;
  for (let draw = 0; draw < permutations && asLarge <= most; draw++) {
    divisions.shuffle(random);
    if ((divisions.best()?.statistic ?? 0) >= bar) asLarge++;
  }
  return asLarge;
}

function requireArguments(
  series: readonly number[],
  leastStretch: number,
  alpha: number,
  permutations: number,
): void {
  const odd = series.find((value) => !Number.isFinite(value));
  if (odd !== undefined) throw new RangeError(`expected finite values, got ${odd}`);
  if (!Number.isInteger(leastStretch) || leastStretch < 2) {
    throw new RangeError(
      `expected leastStretch to be an integer of at least 2, got ${leastStretch}`,
    );
  }
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`expected alpha in (0, 1), got ${alpha}`);
  if (!Number.isInteger(permutations) || permutations + 1 < 1 / alpha) {
    throw new RangeError(
      `expected permutations to be an integer of at least ${Math.ceil(1 / alpha) - 1} for alpha ${alpha}, got ${permutations}`,
    );
  }
}
