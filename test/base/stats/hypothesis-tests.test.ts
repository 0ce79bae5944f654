import test, { type ExecutionContext } from 'ava';
import { array as fcArray, assert, integer, property } from 'fast-check';
import { array, literal, number, string, tuple, union } from 'zod';
import { bootstrap } from '../../../src/base/stats/intervals/bootstrap.ts';
import {
  hodgesLehmannCentre,
  hodgesLehmannShift,
} from '../../../src/base/stats/hypotheses/hodges-lehmann.ts';
import { holm } from '../../../src/base/stats/hypotheses/holm.ts';
import { mannWhitney } from '../../../src/base/stats/hypotheses/mann-whitney.ts';
import { median } from '../../../src/base/stats/median.ts';
import { permutation, signFlip } from '../../../src/base/stats/hypotheses/permutation.ts';
import { quantileInterval } from '../../../src/base/stats/intervals/quantile-interval.ts';
import type { TailProbabilities } from '../../../src/base/stats/hypotheses/tail-probabilities.ts';
import { wilcoxonSignedRank } from '../../../src/base/stats/hypotheses/wilcoxon-signed-rank.ts';
import { readFixture } from './read-fixture.ts';

const sample = array(number());
const p = tuple([number(), number(), number()]);
const end = union([number(), string()]).transform(Number);
const cases = readFixture('tests', {
  mannWhitneyExact: array(tuple([sample, sample, number(), p])),
  mannWhitneyNormal: array(tuple([sample, sample, number(), p])),
  wilcoxonExact: array(tuple([sample, number(), p])),
  wilcoxonNormal: array(tuple([sample, number(), p])),
  permutationOfMeans: array(tuple([sample, sample, p])),
  signFlipOfMean: array(tuple([sample, p])),
  quantileInterval: array(tuple([sample, number(), number(), end, end])),
  bootstrap: array(
    tuple([
      sample,
      union([literal('mean'), literal('median')]),
      union([literal('percentile'), literal('BCa')]),
      number(),
      number(),
      number(),
    ]),
  ),
  bootstrapOfRatio: array(tuple([sample, sample, number(), number(), number()])),
  hodgesLehmannShift: array(tuple([sample, sample, number(), end, end])),
  hodgesLehmannCentre: array(tuple([sample, number(), end, end])),
});

function close(t: ExecutionContext, actual: number, expected: number, tolerance = 1e-12): void {
  t.true(
    actual === expected ||
      Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `expected ${expected}, got ${actual}`,
  );
}

function sameTails(t: ExecutionContext, actual: TailProbabilities, expected: number[]): void {
  for (const [index, value] of [actual.less, actual.greater, actual.twoSided].entries()) {
    const wanted = expected[index] ?? Number.NaN;
    t.true(Math.abs(value - wanted) <= 1e-10 * wanted, `expected ${wanted}, got ${value}`);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function differenceOfMeans(x: readonly number[], y: readonly number[]): number {
  return mean(x) - mean(y);
}

test('Mann-Whitney is exact for small samples, ties included, as SciPy is by trying everything', (t) => {
  for (const [x, y, u, expected] of cases.mannWhitneyExact) {
    const result = mannWhitney(x, y);
    t.is(result.method, 'exact');
    t.is(result.u, u);
    sameTails(t, result.p, expected);
  }
});

test('Mann-Whitney by the normal approximation corrects for ties and continuity as SciPy does', (t) => {
  for (const [x, y, u, expected] of cases.mannWhitneyNormal) {
    const result = mannWhitney(x, y, 'normal');
    t.is(result.u, u);
    sameTails(t, result.p, expected);
  }
  const many = Array.from({ length: 26 }, (_, index) => index);
  t.is(mannWhitney(many, many.slice(1)).method, 'normal');
});

test('Mann-Whitney on degenerate samples says that nothing can be told', (t) => {
  t.is(mannWhitney([5, 5, 5], [5, 5]).p.twoSided, 1);
  t.is(mannWhitney([5, 5, 5], [5, 5], 'normal').p.twoSided, 1);
  t.is(mannWhitney([1], [2]).p.twoSided, 1);
  t.is(mannWhitney([-Infinity, 1, 2], [Infinity, 3, 4]).p.twoSided, 0.1);
  t.throws(() => mannWhitney([], [1]), { instanceOf: RangeError, message: /got 0 and 1/ });
  t.throws(() => mannWhitney([Number.NaN], [1]), { instanceOf: RangeError, message: /NaN/ });
});

test('the smallest p that Mann-Whitney can reach is 0.0286 with 4 + 4 values and 0.0079 with 5 + 5', (t) => {
  close(t, mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]).p.twoSided, 2 / 70);
  close(t, mannWhitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]).p.twoSided, 2 / 252);
});

test('Wilcoxon signed rank is exact for small samples, with ties and with zeros by Pratt', (t) => {
  for (const [differences, w, expected] of cases.wilcoxonExact) {
    const result = wilcoxonSignedRank(differences);
    t.is(result.method, 'exact');
    t.is(result.w, w);
    sameTails(t, result.p, expected);
  }
});

test('Wilcoxon signed rank by the normal approximation agrees with SciPy', (t) => {
  for (const [differences, w, expected] of cases.wilcoxonNormal) {
    const result = wilcoxonSignedRank(differences, 'normal');
    t.is(result.w, w);
    sameTails(t, result.p, expected);
  }
  t.is(wilcoxonSignedRank([0, 0, 0]).p.twoSided, 1);
  t.is(wilcoxonSignedRank([0, 0, 0], 'normal').p.twoSided, 1);
  t.throws(() => wilcoxonSignedRank([]), { instanceOf: RangeError });
});

test('Hodges-Lehmann estimates and intervals equal those found by trying every arrangement', (t) => {
  for (const [x, y, estimate, low, high] of cases.hodgesLehmannShift) {
    const result = hodgesLehmannShift(x, y);
    close(t, result.estimate, estimate);
    close(t, result.interval.low, low);
    close(t, result.interval.high, high);
  }
  for (const [values, estimate, low, high] of cases.hodgesLehmannCentre) {
    const result = hodgesLehmannCentre(values);
    close(t, result.estimate, estimate);
    close(t, result.interval.low, low);
    close(t, result.interval.high, high);
  }
});

test('Hodges-Lehmann on the depression data of Hollander and Wolfe gives their -0.46 (-0.786, -0.010)', (t) => {
  // M. Hollander and D. Wolfe, Nonparametric Statistical Methods, examples 3.1 and 3.3.
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const changes = after.map((value, index) => value - (before[index] ?? Number.NaN));
  const { estimate, interval } = hodgesLehmannCentre(changes, 0.96);
  close(t, estimate, -0.46);
  close(t, interval.low, -0.786);
  close(t, interval.high, -0.01);
  close(t, interval.confidence, 1 - 2 * 0.01953125);
  close(t, wilcoxonSignedRank(changes).p.less, 0.01953125);
});

test('Hodges-Lehmann refuses what it cannot rank', (t) => {
  t.throws(() => hodgesLehmannShift([1], []), { instanceOf: RangeError, message: /at least one/ });
  t.throws(() => hodgesLehmannCentre([Infinity]), { instanceOf: RangeError, message: /Infinity/ });
  t.throws(() => hodgesLehmannCentre([1], 0), { instanceOf: RangeError, message: /got 0/ });
  t.deepEqual(hodgesLehmannCentre([7]).interval, { low: -Infinity, high: Infinity, confidence: 1 });
});

test('Hodges-Lehmann for more than 50 values takes its ranks from the normal approximation', (t) => {
  const values = Array.from({ length: 60 }, (_, index) => index);
  const { estimate, interval } = hodgesLehmannCentre(values);
  t.is(estimate, 29.5);
  t.is(interval.low + interval.high, 59);
  // Sum of ranks that a test at 2.5 % rejects: mean 915, deviation 135.8.
  t.true(interval.low > 24 && interval.low < 26, `${interval.low}`);
});

test('Holm adjusts step by step, in the order given', (t) => {
  t.deepEqual(
    holm([0.01, 0.04, 0.03, 0.005]).map((value) => Number(value.toFixed(12))),
    [0.03, 0.06, 0.06, 0.02],
  );
  t.deepEqual(holm([0.5, 0.9]), [1, 1]);
  t.deepEqual(holm([]), []);
  t.throws(() => holm([0.1, 1.5]), { instanceOf: RangeError, message: /1\.5/ });
});

test('Holm never lowers a p-value, never exceeds Bonferroni, and keeps the order of the values', (t) => {
  assert(
    property(
      fcArray(integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 }),
      (thousandths) => {
        const values = thousandths.map((value) => value / 1000);
        for (const [i, adjusted] of holm(values).entries()) {
          const value = values[i] ?? Number.NaN;
          t.true(adjusted >= value && adjusted <= Math.min(1, value * values.length) + 1e-15);
          for (const [j, other] of holm(values).entries()) {
            if (value < (values[j] ?? Number.NaN)) t.true(adjusted <= other);
          }
        }
      },
    ),
    { numRuns: 50 },
  );
});

test('permutation tests that try everything agree with SciPy', (t) => {
  for (const [x, y, expected] of cases.permutationOfMeans) {
    const result = permutation(x, y, differenceOfMeans);
    t.is(result.method, 'exact');
    sameTails(t, result.p, expected);
  }
  for (const [differences, expected] of cases.signFlipOfMean) {
    sameTails(t, signFlip(differences, mean).p, expected);
  }
});

test('permutation tests that draw come near the exact p, are never zero, and follow their seed', (t) => {
  const [x = [], y = [], expected = [1]] = cases.permutationOfMeans[3] ?? [];
  const drawn = permutation(x, y, differenceOfMeans, { exactUpTo: 0, seed: 4 });
  t.is(drawn.method, 'monte-carlo');
  t.is(drawn.arrangements, 10_000);
  t.true(Math.abs(drawn.p.less - expected[0]) < 0.01, `${drawn.p.less} for ${expected[0]}`);
  t.deepEqual(permutation(x, y, differenceOfMeans, { exactUpTo: 0, seed: 4 }), drawn);
  const apart = Array.from({ length: 20 }, (_, index) => index);
  const distant = apart.map((value) => value + 100);
  close(t, permutation(apart, distant, differenceOfMeans, { draws: 999 }).p.twoSided, 0.002);
  close(t, signFlip(distant, mean, { draws: 999 }).p.greater, 0.001);
  t.throws(() => permutation([], [1], differenceOfMeans), { instanceOf: RangeError });
  t.throws(() => signFlip([], mean), { instanceOf: RangeError });
  t.throws(() => signFlip([1], mean, { draws: 0 }), { instanceOf: RangeError, message: /got 0/ });
  t.throws(() => signFlip([1], () => Number.NaN), { instanceOf: RangeError, message: /NaN/ });
});

test('quantile intervals agree with SciPy, infinite where the sample is too small', (t) => {
  for (const [values, probability, confidence, low, high] of cases.quantileInterval) {
    const interval = quantileInterval(values, probability, confidence);
    t.is(interval.low, low);
    t.is(interval.high, high);
    t.true(interval.confidence >= confidence || !Number.isFinite(low + high));
  }
  t.deepEqual(quantileInterval([3, 1, 2, 5, 4], 0.5), {
    low: -Infinity,
    high: Infinity,
    confidence: 1,
  });
  t.throws(() => quantileInterval([], 0.5), { instanceOf: RangeError });
  t.throws(() => quantileInterval([1], 0), { instanceOf: RangeError, message: /got 0/ });
});

test('bootstrap intervals come within a tenth of a standard error of SciPy', (t) => {
  for (const [values, name, method, low, high, error] of cases.bootstrap) {
    const result = bootstrap([values], name === 'mean' ? mean : median, {
      resamples: 20_000,
      method: method === 'BCa' ? 'bca' : 'percentile',
      seed: 11,
    });
    // A bootstrapped median jumps between data points: it may land on the next.
    const tolerance = name === 'mean' ? 0.1 * error : 0.2 * error;
    t.true(Math.abs(result.interval.low - low) < tolerance, `${result.interval.low} for ${low}`);
    t.true(
      Math.abs(result.interval.high - high) < tolerance,
      `${result.interval.high} for ${high}`,
    );
    t.true(Math.abs(result.standardError / error - 1) < 0.05);
  }
  for (const [x, y, low, high, error] of cases.bootstrapOfRatio) {
    const result = bootstrap([x, y], (a, b) => mean(b) / mean(a), { resamples: 20_000, seed: 3 });
    t.true(Math.abs(result.interval.low - low) < 0.1 * error, `${result.interval.low} for ${low}`);
    t.true(Math.abs(result.interval.high - high) < 0.1 * error, `${result.interval.high}, ${high}`);
  }
});

test('bootstrap of equal values is that value, and nonsense is refused', (t) => {
  t.deepEqual(bootstrap([[4, 4, 4]], mean).interval, { low: 4, high: 4, confidence: 0.95 });
  t.deepEqual(bootstrap([[4]], median).interval, { low: 4, high: 4, confidence: 0.95 });
  t.throws(() => bootstrap([[]], mean), { instanceOf: RangeError });
  t.throws(() => bootstrap([[1]], mean, { resamples: 3 }), {
    instanceOf: RangeError,
    message: /3/,
  });
  t.throws(() => bootstrap([[1]], () => Number.NaN), { instanceOf: RangeError, message: /NaN/ });
});
