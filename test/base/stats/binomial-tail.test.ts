import test from 'ava';
import { array, number, tuple } from 'zod';
import { binomialPmf } from '../../../src/base/stats/distributions/binomial-pmf.ts';
import { binomialUpperTail } from '../../../src/base/stats/distributions/binomial-upper-tail.ts';
import { readFixture } from './read-fixture.ts';

const rows = array(tuple([number(), number(), number(), number()]));
const cases = readFixture('binomial', { binomialPmf: rows, binomialUpperTail: rows });

const relativeError = (actual: number, expected: number): number =>
  actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);

test('binomial probabilities agree with SciPy up to a thousand million trials', (t) => {
  for (const [k, n, p, expected] of cases.binomialPmf) {
    t.true(relativeError(binomialPmf(k, n, p), expected) < 1e-11, `pmf ${k} ${n} ${p}`);
  }
  for (const [k, n, p, expected] of cases.binomialUpperTail) {
    t.true(relativeError(binomialUpperTail(k, n, p), expected) < 1e-10, `tail ${k} ${n} ${p}`);
  }
});

test('binomial probabilities at the ends are exact', (t) => {
  t.is(binomialPmf(0, 0, 0.5), 1);
  t.is(binomialPmf(3, 3, 1), 1);
  t.is(binomialPmf(2, 3, 1), 0);
  t.is(binomialPmf(0, 3, 0), 1);
  t.is(binomialPmf(4, 3, 0.5), 0);
  t.is(binomialUpperTail(0, 3, 0), 1);
  t.is(binomialUpperTail(1, 3, 0), 0);
  t.is(binomialUpperTail(3, 3, 1), 1);
  t.is(binomialUpperTail(4, 3, 1), 0);
  t.is(binomialUpperTail(900, 1e12, 0.5), 1);
  t.throws(() => binomialPmf(1, 1.5, 0.5), { instanceOf: RangeError });
  t.throws(() => binomialPmf(1, 2, 1.5), { instanceOf: RangeError });
});
