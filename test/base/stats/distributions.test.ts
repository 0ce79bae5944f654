import test, { type ExecutionContext } from 'ava';
import { assert, double, property } from 'fast-check';
import { array, number, string, tuple, union } from 'zod';
import { betaQuantile } from '../../../src/base/stats/distributions/beta-quantile.ts';
import { binomialCdf } from '../../../src/base/stats/distributions/binomial-cdf.ts';
import { clopperPearson } from '../../../src/base/stats/intervals/clopper-pearson.ts';
import { logGamma } from '../../../src/base/stats/distributions/log-gamma.ts';
import { medianAbsoluteDeviation } from '../../../src/base/stats/median-absolute-deviation.ts';
import { median } from '../../../src/base/stats/median.ts';
import { normalCdf } from '../../../src/base/stats/distributions/normal-cdf.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { quantile } from '../../../src/base/stats/quantile.ts';
import { regularizedIncompleteBeta } from '../../../src/base/stats/distributions/regularized-incomplete-beta.ts';
import { readFixture } from './read-fixture.ts';

const mayBeInfinite = union([number(), string()]).transform(Number);
const three = array(tuple([number(), number(), number(), number()]));
const cases = readFixture('distributions', {
  normalCdf: array(tuple([number(), number()])),
  normalQuantile: array(tuple([number(), mayBeInfinite])),
  logGamma: array(tuple([number(), number()])),
  regularizedIncompleteBeta: three,
  betaQuantile: three,
  clopperPearson: array(tuple([number(), number(), number(), number(), number()])),
  binomialCdf: three,
  quantile: array(tuple([array(number()), number(), number()])),
  medianAbsoluteDeviation: array(tuple([array(number()), number()])),
});

function close(t: ExecutionContext, actual: number, expected: number, relative: number): void {
  const error = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  t.true(error <= relative, `expected ${expected}, got ${actual}, relative error ${error}`);
}

test('the normal distribution and its quantile agree with SciPy far into the tails', (t) => {
  for (const [z, p] of cases.normalCdf) close(t, normalCdf(z), p, 1e-12);
  for (const [p, z] of cases.normalQuantile) close(t, normalQuantile(p), z, 1e-14);
  t.is(normalCdf(Infinity), 1);
  t.is(normalCdf(-Infinity), 0);
});

test('the quantile of the normal distribution is its inverse', (t) => {
  assert(
    property(double({ min: -8, max: 5, noNaN: true }), (z) => {
      t.true(Math.abs(normalQuantile(normalCdf(z)) - z) < 1e-9);
    }),
  );
});

test('the gamma and beta functions agree with SciPy', (t) => {
  for (const [x, expected] of cases.logGamma) close(t, logGamma(x), expected, 1e-13);
  for (const [x, a, b, expected] of cases.regularizedIncompleteBeta) {
    close(t, regularizedIncompleteBeta(x, a, b), expected, 1e-11);
  }
  for (const [p, a, b, expected] of cases.betaQuantile) {
    close(t, betaQuantile(p, a, b), expected, 1e-11);
  }
});

test('the incomplete beta function is symmetric: I_x(a, b) = 1 - I_(1-x)(b, a)', (t) => {
  const parameter = double({ min: 0.01, max: 500, noNaN: true });
  assert(
    property(double({ min: 0.001, max: 0.999, noNaN: true }), parameter, parameter, (x, a, b) => {
      const sum = regularizedIncompleteBeta(x, a, b) + regularizedIncompleteBeta(1 - x, b, a);
      t.true(Math.abs(sum - 1) < 1e-10, `${sum}`);
    }),
  );
});

test('Clopper-Pearson intervals agree with SciPy, at the edges too', (t) => {
  for (const [successes, trials, confidence, low, high] of cases.clopperPearson) {
    const interval = clopperPearson(successes, trials, confidence);
    close(t, interval.low, low, 1e-10);
    close(t, interval.high, high, 1e-10);
  }
});

test('Clopper-Pearson intervals cover at least what they say, whatever the probability', (t) => {
  for (const p of [0.01, 0.2, 0.5, 0.77]) {
    let covered = 0;
    for (let k = 0; k <= 40; k++) {
      const { low, high } = clopperPearson(k, 40, 0.9);
      if (low <= p && p <= high) covered += binomialCdf(k, 40, p) - binomialCdf(k - 1, 40, p);
    }
    t.true(covered >= 0.9, `${covered} at ${p}`);
  }
});

test('the binomial distribution agrees with SciPy', (t) => {
  for (const [k, n, p, expected] of cases.binomialCdf) {
    close(t, binomialCdf(k, n, p), expected, 1e-11);
  }
});

test('quantiles use method R-7, median and median absolute deviation follow', (t) => {
  for (const [values, p, expected] of cases.quantile) {
    close(t, quantile(values, p), expected, 1e-15);
  }
  for (const [values, expected] of cases.medianAbsoluteDeviation) {
    t.is(medianAbsoluteDeviation(values), expected);
  }
  t.is(median([3, 1, 2]), 2);
  t.is(median([4, 1, 2, 3]), 2.5);
  t.is(median([Infinity, 1, Infinity]), Infinity);
  t.is(quantile([Infinity, Infinity], 0.3), Infinity);
  t.is(medianAbsoluteDeviation([Infinity, Infinity, 1]), 0);
});

test('arguments outside a domain are refused with the rule and the value', (t) => {
  const refused = (call: () => number | object, message: RegExp): void => {
    t.throws(call, { instanceOf: RangeError, message });
  };
  refused(() => median([]), /at least one value/);
  refused(() => median([1, Number.NaN]), /NaN/);
  refused(() => quantile([1], 1.1), /\[0, 1\], got 1\.1/);
  refused(() => normalQuantile(-0.1), /-0\.1/);
  refused(() => logGamma(0), /above 0, got 0/);
  refused(() => regularizedIncompleteBeta(2, 1, 1), /x in \[0, 1\], got 2/);
  refused(() => regularizedIncompleteBeta(0.5, 0, 1), /above 0/);
  refused(() => betaQuantile(2, 1, 1), /got 2/);
  refused(() => clopperPearson(1, 0), /at least 1, got 0/);
  refused(() => clopperPearson(5, 4), /0 to 4, got 5/);
  refused(() => clopperPearson(1, 4, 1), /confidence in \(0, 1\), got 1/);
  refused(() => binomialCdf(1, 2.5, 0.1), /trials/);
  refused(() => binomialCdf(1, 2, -1), /probability/);
});
