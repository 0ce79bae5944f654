import { numberAt } from '../../../base/primitives/number-at.ts';
import { quantile } from '../../../base/stats/quantile.ts';
import { solveLinear } from '../arl/solve-linear.ts';

const rounds = 60;
/** Residuals below this, in units of the answer, weigh as if they had it. */
const leastResidual = 0.01;

/**
 * The coefficients of a quantile that is linear in some figures, intercept first (R. Koenker and
 * G. Bassett, Econometrica 46, 1978), by iteratively reweighted least squares. Figures are held
 * against their own spread, so that a ridge weighs on all alike; those that never vary get 0.
 *
 * @param rows figures of each observation, all as many
 * @param ridge added to the squares of every coefficient. @default 0.001
 */
export function fitQuantile(
  rows: readonly (readonly number[])[],
  answers: readonly number[],
  p: number,
  ridge: number = 0.001,
): number[] {
  const scales = (rows[0] ?? []).map((_, column) => spreadOf(rows, column));
  const scaled = rows.map((row) => [
    1,
    ...row.map((value, column) => inSpreads(value, scales[column])),
  ]);
  const size = scales.length + 1;
  let fitted = [quantile(answers, p), ...scales.map(() => 0)];
  for (let round = 0; round < rounds; round++) {
    const matrix = new Float64Array(size * size);
    const right = new Float64Array(size);
    for (let k = 1; k < size; k++) matrix[k * size + k] = ridge;
    matrix[0] = 1e-9;
    for (const [i, row] of scaled.entries()) {
      const answer = numberAt(answers, i);
      const residual = answer - productOf(row, fitted);
      const weight = (residual > 0 ? p : 1 - p) / Math.max(leastResidual, Math.abs(residual));
      for (let a = 0; a < size; a++) {
        const weighted = weight * numberAt(row, a);
        right[a] = numberAt(right, a) + weighted * answer;
        for (let b = 0; b <= a; b++)
          matrix[a * size + b] = numberAt(matrix, a * size + b) + weighted * numberAt(row, b);
      }
    }
    // The other half is the same.
    for (let a = 0; a < size; a++)
      for (let b = 0; b < a; b++) matrix[b * size + a] = numberAt(matrix, a * size + b);
    fitted = [...solveLinear(matrix, right)];
  }
  return unscaled(fitted, scales);
}

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

function spreadOf(rows: readonly (readonly number[])[], column: number): Spread {
  const values = rows.map((row) => numberAt(row, column));
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function inSpreads(value: number, spread: Spread | undefined): number {
  if (spread === undefined || spread.deviation === 0) return 0;
  return (value - spread.mean) / spread.deviation;
}

function productOf(row: readonly number[], coefficients: readonly number[]): number {
  return row.reduce((sum, value, k) => sum + value * numberAt(coefficients, k), 0);
}

/** The same coefficients for figures as they are. */
function unscaled(
  [intercept = 0, ...slopes]: readonly number[],
  scales: readonly Spread[],
): number[] {
  const own = slopes.map((slope, k) => {
    const deviation = scales[k]?.deviation ?? 0;
    return deviation === 0 ? 0 : slope / deviation;
  });
  const moved = own.reduce((sum, slope, k) => sum + slope * (scales[k]?.mean ?? 0), 0);
  return [intercept - moved, ...own];
}
