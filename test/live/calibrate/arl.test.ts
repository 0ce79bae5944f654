import { readFileSync } from 'node:fs';
import test from 'ava';
import { driftArl } from '../../../src/live/calibrate/arl/drift-arl.ts';
import type { EwmaChart } from '../../../src/live/calibrate/arl/scale-chart.ts';
import { gaussLegendre } from '../../../src/live/calibrate/arl/gauss-legendre.ts';
import { limitForArl } from '../../../src/live/calibrate/arl/limit-for-arl.ts';
import { shiftArl } from '../../../src/live/calibrate/arl/shift-arl.ts';
import { solveLinear } from '../../../src/live/calibrate/arl/solve-linear.ts';

interface OracleRow {
  readonly kind: 'shift' | 'drift' | 'drift-from-zero' | 'limit';
  readonly sided: 'one' | 'two';
  readonly lambda: number;
  readonly limit: number;
  readonly reflect: number;
  readonly value: number;
  readonly change: number;
}

const oracle: { readonly rows: readonly OracleRow[] } = JSON.parse(
  readFileSync('test/fixtures/arl-spc.json', 'utf8'),
);

const chartOf = (row: OracleRow): EwmaChart => ({
  lambda: row.lambda,
  limit: row.limit,
  sided: row.sided,
  reflectAt: row.reflect,
});

test('a value of SAS/QC is met to nine decimals', (t) => {
  const arl = shiftArl({ lambda: 0.25, limit: 3, sided: 'two' }, 1);
  t.true(Math.abs(arl - 11.154267016) < 1e-9, String(arl));
});

test('every run length and limit of the R package spc is met to 1e-4', (t) => {
  t.true(oracle.rows.length > 150);
  for (const row of oracle.rows) {
    const chart = chartOf(row);
    const [got, wanted] =
      row.kind === 'limit'
        ? [limitForArl(chart, row.value), row.limit]
        : row.kind === 'shift'
          ? [shiftArl(chart, row.change), row.value]
          : [
              driftArl(chart, { perSample: row.change, fromZero: row.kind === 'drift-from-zero' }),
              row.value,
            ];
    t.true(Math.abs(got / wanted - 1) < 1e-4, `${JSON.stringify(row)}: got ${got}`);
  }
});

test("SAS/QC's example table of shifts and weights is met to the printed digits", (t) => {
  const printed = [
    [0.5, 48.453, 75.354, 110.95, 155.224],
    [1, 11.1543, 15.7378, 25.6391, 43.8947],
    [1.5, 5.4697, 6.1111, 8.7201, 14.9677],
    [2, 3.61677, 3.4685, 4.15346, 6.30296],
  ];
  for (const [shift = 0, ...row] of printed) {
    for (const [index, wanted] of row.entries()) {
      const arl = shiftArl(
        { lambda: [0.25, 0.5, 0.75, 1][index] ?? 0, limit: 3, sided: 'two' },
        shift,
      );
      t.true(Math.abs(arl / wanted - 1) < 5e-5, `${shift} ${index}: ${arl}, printed ${wanted}`);
    }
  }
});

test('the table of Lucas and Saccucci in textbooks is met within its last digit', (t) => {
  const schemes = [
    [0.4, 3.054, 500, 224, 71.2, 28.4, 14.3, 5.9, 3.5, 2.5, 2.0, 1.4],
    [0.25, 2.998, 500, 170, 48.2, 20.1, 11.1, 5.5, 3.6, 2.7, 2.3, 1.7],
    [0.2, 2.962, 500, 150, 41.8, 18.2, 10.5, 5.5, 3.7, 2.9, 2.4, 1.9],
    [0.1, 2.814, 500, 106, 31.3, 15.9, 10.3, 6.1, 4.4, 3.4, 2.9, 2.2],
    [0.05, 2.615, 500, 84.1, 28.8, 16.4, 11.4, 7.1, 5.2, 4.2, 3.5, 2.7],
  ];
  const shifts = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4];
  for (const [lambda = 0, limit = 0, ...row] of schemes) {
    for (const [index, printed] of row.entries()) {
      const arl = shiftArl({ lambda, limit, sided: 'two' }, shifts[index] ?? 0);
      const tolerance = printed >= 100 ? 0.5 : 0.1;
      t.true(
        Math.abs(arl - printed) <= tolerance,
        `${lambda} ${shifts[index]}: ${arl}, ${printed}`,
      );
    }
  }
});

test("Lucas and Saccucci's table 3 is met to the printed digits", (t) => {
  const shifts = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5];
  const schemes = [
    [0.5, 3.071, 500, 255, 88.8, 35.9, 17.5, 6.53, 3.63, 2.5, 1.93, 1.58, 1.34, 1.07],
    [0.03, 2.437, 500, 76.7, 29.3, 17.6, 12.6, 8.07, 5.99, 4.8, 4.03, 3.49, 3.11, 2.55],
  ];
  for (const [lambda = 0, limit = 0, ...row] of schemes) {
    for (const [index, printed] of row.entries()) {
      const arl = shiftArl({ lambda, limit, sided: 'two' }, shifts[index] ?? 0);
      t.true(Math.abs(arl / printed - 1) < 0.005, `${lambda} ${shifts[index]}: ${arl}, ${printed}`);
    }
  }
});

test("Gan's drift table is met within one percent, Crowder's limits to two decimals", (t) => {
  const gan: readonly (readonly [number, number, readonly number[]])[] = [
    [0.676, 2.204, [289, 81.7, 17, 4.09]],
    [0.242, 1.111, [231, 61.3, 14.2, 4.28]],
    [0.047, 0.403, [185, 52.7, 15.3, 5.25]],
  ];
  for (const [lambda, h, row] of gan) {
    const limit = h / Math.sqrt(lambda / (2 - lambda));
    for (const [index, printed] of row.entries()) {
      const perSample = [0.001, 0.01, 0.1, 1][index] ?? 0;
      const arl = driftArl({ lambda, limit, sided: 'two' }, { perSample, fromZero: true });
      t.true(Math.abs(arl / printed - 1) < 0.01, `${lambda} ${perSample}: ${arl}, ${printed}`);
    }
  }
  const crowder = [0.05, 0.1, 0.15, 0.2, 0.25].map((lambda) =>
    limitForArl({ lambda, sided: 'two' }, 250).toFixed(2),
  );
  t.deepEqual(crowder, ['2.32', '2.55', '2.65', '2.72', '2.76']);
});

test('Markov chains of growing size approach the integral equation (Brook and Evans)', (t) => {
  for (const [lambda, limit, shift] of [
    [0.15, 2.90731, 0],
    [0.1, 2.7, 0.5],
    [0.4, 3.054, 1],
  ] as const) {
    const [coarse, fine] = [61, 121].map((states) => markovArl(lambda, limit, shift, states));
    const extrapolated = ((fine ?? 0) * 121 ** 2 - (coarse ?? 0) * 61 ** 2) / (121 ** 2 - 61 ** 2);
    const arl = shiftArl({ lambda, limit, sided: 'two' }, shift);
    t.true(Math.abs(extrapolated / arl - 1) < 2e-4, `${lambda}: ${extrapolated} ${arl}`);
  }
});

test('without memory the chart is Shewhart’s, and a wanted run length round-trips', (t) => {
  // 1 / (2 (1 - Phi(3))) = 370.398347...
  t.true(Math.abs(shiftArl({ lambda: 1, limit: 3, sided: 'two' }, 0) - 370.398347) < 1e-5);
  const limit = limitForArl({ lambda: 0.01, sided: 'two' }, 2000);
  t.true(Math.abs(shiftArl({ lambda: 0.01, limit, sided: 'two' }, 0) / 2000 - 1) < 1e-8);
});

test('figures out of range are refused by name, rule and value', (t) => {
  const chart: EwmaChart = { lambda: 0.15, limit: 3, sided: 'two' };
  t.throws(() => shiftArl({ ...chart, lambda: 0 }, 0), {
    message: 'expected lambda in (0, 1], got 0',
  });
  t.throws(() => shiftArl({ ...chart, limit: -1 }, 0), { message: /limit in \(0, 12\], got -1/u });
  t.throws(() => shiftArl({ ...chart, lambda: 1e-6 }, 0), { message: /at least about 0.0005/u });
  t.throws(() => limitForArl({ lambda: 0.15, sided: 'two' }, 0.5), {
    message: /above 1, got 0.5/u,
  });
  t.throws(() => driftArl(chart, { perSample: -Infinity }), { message: /drift to be a number/u });
});

test('quadrature is exact for polynomials and elimination pivots', (t) => {
  const { nodes, weights } = gaussLegendre(5, -1, 3);
  const integral = nodes.reduce((sum, x, i) => sum + (weights[i] ?? 0) * x ** 9, 0);
  t.true(Math.abs(integral - (3 ** 10 - 1) / 10) < 1e-8);
  t.deepEqual([...solveLinear(Float64Array.of(0, 2, 1, 1), Float64Array.of(4, 3))], [1, 2]);
  t.throws(() => solveLinear(new Float64Array(4), new Float64Array(2)), { message: /singular/u });
});

function markovArl(lambda: number, limit: number, shift: number, states: number): number {
  const h = limit * Math.sqrt(lambda / (2 - lambda));
  const width = (2 * h) / states;
  const matrix = new Float64Array(states * states);
  for (let i = 0; i < states; i++) {
    const from = (1 - lambda) * (-h + (i + 0.5) * width);
    for (let j = 0; j < states; j++) {
      const low = (-h + j * width - from) / lambda - shift;
      const high = (-h + (j + 1) * width - from) / lambda - shift;
      matrix[i * states + j] = (i === j ? 1 : 0) - (erfcNormal(high) - erfcNormal(low));
    }
  }
  return solveLinear(matrix, new Float64Array(states).fill(1))[(states - 1) / 2] ?? 0;
}

/** Normal distribution function by a series and a continued fraction, independent of `src`. */
function erfcNormal(x: number): number {
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  if (Math.abs(x) > 3) {
    let fraction = 0;
    for (let k = 60; k > 0; k--) fraction = k / (Math.abs(x) + fraction);
    const tail = density / (Math.abs(x) + fraction);
    return x > 0 ? 1 - tail : tail;
  }
  let term = x;
  let sum = x;
  for (let k = 1; k < 60; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + density * sum;
}
