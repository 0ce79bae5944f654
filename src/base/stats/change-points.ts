import { seededRandom, type Random } from '../primitives/seeded-random.ts';

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
 * O(permutations · n²) for each division.
 *
 * @throws RangeError if a value is not finite or an option is out of its range
 */
export function changePoints(
  series: readonly number[],
  { leastStretch = 3, alpha = 0.01, permutations = 199, seed = 1 }: ChangePointOptions = {},
): readonly ChangePoint[] {
  requireArguments(series, leastStretch, alpha, permutations);
  const random = seededRandom(seed);
  const found: ChangePoint[] = [];
  const waiting = [{ start: 0, end: series.length }];
  for (let stretch = waiting.pop(); stretch !== undefined; stretch = waiting.pop()) {
    const values = series.slice(stretch.start, stretch.end);
    const division = bestDivision(values, leastStretch);
    if (division === null) continue;
    const p = pValue(values, division.statistic, leastStretch, permutations, random);
    if (p > alpha) continue;
    const index = stretch.start + division.size;
    found.push({ index, p });
    waiting.push({ start: stretch.start, end: index }, { start: index, end: stretch.end });
  }
  return found.toSorted((a, b) => a.index - b.index);
}

interface Division {
  /** Values on the left side. */
  readonly size: number;
  readonly statistic: number;
}

/**
 * The division with the largest m·n/(m + n) · (2·E|X - Y| - E|X - X'| - E|Y - Y'|). Sums of distances
 * are carried from one division to the next, which moves one value from the right to the left.
 */
function bestDivision(values: readonly number[], leastStretch: number): Division | null {
  const total = values.length;
  let [within, across, beyond] = [0, 0, pairDistances(values)];
  let best: Division | null = null;
  for (const [index, moved] of values.entries()) {
    const toLeft = distances(moved, values, 0, index);
    const toRight = distances(moved, values, index + 1, total);
    within += toLeft;
    across += toRight - toLeft;
    beyond -= toRight;
    const [m, n] = [index + 1, total - index - 1];
    if (m < leastStretch || n < leastStretch) continue;
    const energy =
      (2 * across) / (m * n) - (2 * within) / (m * (m - 1)) - (2 * beyond) / (n * (n - 1));
    const statistic = ((m * n) / total) * energy;
    if (best === null || statistic > best.statistic) best = { size: m, statistic };
  }
  return best;
}

function distances(from: number, values: readonly number[], start: number, end: number): number {
  let sum = 0;
  for (let index = start; index < end; index++) sum += Math.abs(from - (values[index] ?? from));
  return sum;
}

function pairDistances(values: readonly number[]): number {
  return values.reduce((sum, value, index) => sum + distances(value, values, 0, index), 0);
}

function pValue(
  values: readonly number[],
  observed: number,
  leastStretch: number,
  permutations: number,
  random: Random,
): number {
  const order = [...values];
  // Sums in another order differ in the last bits.
  const bar = observed - Math.abs(observed) * 1e-9;
  let asLarge = 1;
  for (let draw = 0; draw < permutations; draw++) {
    shuffleInPlace(order, random);
    if ((bestDivision(order, leastStretch)?.statistic ?? 0) >= bar) asLarge++;
  }
  return asLarge / (permutations + 1);
}

function shuffleInPlace(values: number[], random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const taken = values[other] ?? Number.NaN;
    values[other] = values[last] ?? Number.NaN;
    values[last] = taken;
  }
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
