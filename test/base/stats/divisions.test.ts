import test from 'ava';
import { array, assert, integer, property } from 'fast-check';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { Divisions } from '../../../src/base/stats/divisions.ts';

function meanDistance(some: readonly number[], others: readonly number[]): number {
  const distances = some.flatMap((one) => others.map((other) => Math.abs(one - other)));
  return distances.reduce((sum, each) => sum + each, 0) / distances.length;
}

/** m·n/(m + n) · (2·E|X - Y| - E|X - X'| - E|Y - Y'|), pair by pair; no value is its own pair. */
function statisticOf(left: readonly number[], right: readonly number[]): number {
  const [m, n] = [left.length, right.length];
  const within = (meanDistance(left, left) * m) / (m - 1);
  const beyond = (meanDistance(right, right) * n) / (n - 1);
  return ((m * n) / (m + n)) * (2 * meanDistance(left, right) - within - beyond);
}

test('the best division is that of the definition, pair by pair', (t) => {
  assert(
    property(array(integer({ min: -50, max: 50 }), { minLength: 6, maxLength: 40 }), (values) => {
      const best = new Divisions(values, 3).best();
      const all = values.map((_, at) =>
        at < 3 || at > values.length - 3
          ? Number.NEGATIVE_INFINITY
          : statisticOf(values.slice(0, at), values.slice(at)),
      );
      const highest = Math.max(...all);
      t.true(Math.abs((best?.statistic ?? Number.NaN) - highest) < 1e-9 * (1 + Math.abs(highest)));
      t.true(
        Math.abs((all[best?.size ?? 0] ?? Number.NaN) - highest) < 1e-9 * (1 + Math.abs(highest)),
      );
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('a stretch of two values and a stretch that is too short have no division', (t) => {
  t.is(new Divisions([1, 2], 2).best(), null);
  t.deepEqual(new Divisions([1, 1, 5, 5], 2).best(), { size: 2, statistic: 8 });
});

test('shuffled values are divided in their new order, and nothing of the last order is left', (t) => {
  const divisions = new Divisions([1, 1, 1, 1, 9, 9, 9, 9], 2);
  const before = divisions.best();
  t.deepEqual(before, { size: 4, statistic: 32 });
  divisions.shuffle(seededRandom(1));
  t.true((divisions.best()?.statistic ?? Number.NaN) < 32);
});
