import test from 'ava';
import { randomEffects } from '../../../src/base/stats/intervals/random-effects.ts';
import { studentQuantile } from '../../../src/base/stats/distributions/student-quantile.ts';

/** Thirteen trials of BCG vaccine (Colditz et al., 1994): ill and well with it, ill and well without. */
const trials = [
  [4, 119, 11, 128],
  [6, 300, 29, 274],
  [3, 228, 11, 209],
  [62, 13536, 248, 12619],
  [33, 5036, 47, 5761],
  [180, 1361, 372, 1079],
  [8, 2537, 10, 619],
  [505, 87886, 499, 87892],
  [29, 7470, 45, 7232],
  [17, 1699, 65, 1600],
  [186, 50448, 141, 27197],
  [5, 2493, 3, 2338],
  [27, 16886, 29, 17825],
] as const;

test('the moments are those that are published for the trials of BCG vaccine', (t) => {
  const studies = trials.map(([a, b, c, d]) => ({
    estimate: Math.log(a / (a + b) / (c / (c + d))),
    variance: 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
  }));
  const found = randomEffects(studies, 0.95);
  if (found === null) return t.fail();
  // As metafor's rma(yi, vi, data = dat, method = "DL") gives them.
  t.is(found.estimate.toFixed(4), '-0.7141');
  t.is(found.betweenVariance.toFixed(4), '0.3088');
  t.is(found.q.toFixed(4), '152.2330');
  t.is((100 * found.i2).toFixed(2), '92.12');
  t.true(found.interval.low < -0.7141 && found.interval.high > -0.7141);
});

test('with equal variances it is the t interval over the estimates', (t) => {
  const values = [1, 2, 4, 7];
  const found = randomEffects(
    values.map((estimate) => ({ estimate, variance: 0.5 })),
    0.95,
  );
  if (found === null) return t.fail();
  t.is(found.estimate, 3.5);
  // Deviation of 1, 2, 4, 7: the root of 7.
  const half = studentQuantile(0.975, 3) * Math.sqrt(7 / 4);
  t.true(Math.abs(found.interval.high - 3.5 - half) < 1e-12);
  t.true(Math.abs(found.betweenVariance - 6.5) < 1e-12);
});

test('one machine says nothing of another, and machines that do not differ have no variance between', (t) => {
  t.is(randomEffects([{ estimate: 1, variance: 1 }], 0.95), null);
  const equal = randomEffects(
    [1, 1, 1].map((estimate) => ({ estimate, variance: 1 })),
    0.95,
  );
  t.like(equal, { estimate: 1, betweenVariance: 0, q: 0, i2: 0 });
  t.throws(() => randomEffects([], 1), { instanceOf: RangeError });
});
