import { seededRandom, type Random } from '../../primitives/seeded-random.ts';
import { tailProbabilities, type TailProbabilities } from './tail-probabilities.ts';

export interface PermutationOptions {
  /** All arrangements are tried when there are no more than this. @default 10000 */
  readonly exactUpTo?: number;
  /** Arrangements that are drawn otherwise. @default 9999 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface Permutation {
  readonly statistic: number;
  readonly p: TailProbabilities;
  readonly method: 'exact' | 'monte-carlo';
  readonly arrangements: number;
}

/**
 * Whether it matters which value belongs to which of two independent samples, by any statistic: all
 * divisions are tried, or a seeded draw of them, where p is (b + 1) / (k + 1) and so never zero
 * (B. Phipson and G. Smyth, 2010).
 *
 * @throws RangeError if a sample is empty, a statistic is NaN, or draws is no integer of at least 1
 */
export function permutation(
  x: readonly number[],
  y: readonly number[],
  statistic: (x: readonly number[], y: readonly number[]) => number,
  options: PermutationOptions = {},
): Permutation {
  if (x.length === 0 || y.length === 0) {
    throw new RangeError(`expected two samples, got ${x.length} and ${y.length} values`);
  }
  const pool = [...x, ...y];
  const divide = (isFirst: readonly boolean[]): number =>
    statistic(
      pool.filter((_, index) => isFirst[index]),
      pool.filter((_, index) => !isFirst[index]),
    );
  const labels = pool.map((_, index) => index < x.length);
  const exact = choose(pool.length, x.length) <= (options.exactUpTo ?? 10_000);
  return tested(statistic(x, y), options, {
    method: exact ? 'exact' : 'monte-carlo',
    all: () => divisions(pool.length, x.length),
    draw: (random) => shuffledInPlace(labels, random),
    statistic: divide,
  });
}

/**
 * Whether paired differences are as likely negative as positive, by any statistic of theirs: all 2^n
 * signs are tried, or a seeded draw of them.
 *
 * @throws RangeError if there is no difference, a statistic is NaN, or draws is no integer of at
 *   least 1
 */
export function signFlip(
  differences: readonly number[],
  statistic: (differences: readonly number[]) => number,
  options: PermutationOptions = {},
): Permutation {
  if (differences.length === 0) throw new RangeError('expected at least one difference, got none');
  const n = differences.length;
  return tested(statistic(differences), options, {
    method: 2 ** n <= (options.exactUpTo ?? 10_000) ? 'exact' : 'monte-carlo',
    all: () => signs(n),
    draw: (random) => differences.map(() => random() < 0.5),
    statistic: (flipped) => statistic(differences.map((d, index) => (flipped[index] ? -d : d))),
  });
}

interface Arrangements {
  readonly method: Permutation['method'];
  readonly all: () => Iterable<readonly boolean[]>;
  readonly draw: (random: Random) => readonly boolean[];
  readonly statistic: (arrangement: readonly boolean[]) => number;
}

function tested(
  observed: number,
  { draws = 9999, seed = 1 }: PermutationOptions,
  { method, all, draw, statistic }: Arrangements,
): Permutation {
  if (Number.isNaN(observed))
    throw new RangeError('expected the statistic to be a number, got NaN');
  if (!Number.isInteger(draws) || draws < 1) {
    throw new RangeError(`expected draws to be an integer of at least 1, got ${draws}`);
  }
  // Sums in another order may differ in the last bits: what is so close counts as equal.
  const slack = Math.abs(observed) * 1e-12;
  const random = seededRandom(seed);
  const drawn = method === 'exact' ? all() : repeated(draws, () => draw(random));
  // The observed arrangement is among all; to a draw of them it is added.
  let arrangements = method === 'exact' ? 0 : 1;
  let [less, greater] = [arrangements, arrangements];
  for (const arrangement of drawn) {
    const value = statistic(arrangement);
    arrangements++;
    if (value <= observed + slack) less++;
    if (value >= observed - slack) greater++;
  }
  const p = tailProbabilities(less / arrangements, greater / arrangements);
  return { statistic: observed, p, method, arrangements };
}

function* repeated<T>(times: number, make: () => T): Iterable<T> {
  for (let i = 0; i < times; i++) yield make();
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = (ways * (n - i + 1)) / i;
  return ways;
}

/** Every choice of `size` among n, as marks. */
function* divisions(n: number, size: number, marks: readonly boolean[] = []): Iterable<boolean[]> {
  if (marks.length === n) {
    yield [...marks];
    return;
  }
  if (size > 0) yield* divisions(n, size - 1, [...marks, true]);
  if (n - marks.length > size) yield* divisions(n, size, [...marks, false]);
}

function* signs(n: number): Iterable<boolean[]> {
  for (let bits = 0; bits < 2 ** n; bits++) {
    yield Array.from({ length: n }, (_, index) => (bits & (1 << index)) !== 0);
  }
}

function shuffledInPlace(labels: boolean[], random: Random): boolean[] {
  for (let last = labels.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const taken = labels[other] ?? false;
    labels[other] = labels[last] ?? false;
    labels[last] = taken;
  }
  return labels;
}
