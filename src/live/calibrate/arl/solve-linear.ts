import { numberAt } from '../../../base/primitives/number-at.ts';
/**
 * Solves A x = b by Gaussian elimination with partial pivoting. O(n^3); overwrites both arguments.
 *
 * @param matrix A, row by row, n x n
 * @param right b, n long
 * @returns x, which is `right`
 * @throws RangeError if A is singular to working precision
 */
export function solveLinear(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const at = (i: number): number => numberAt(matrix, i);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++)
      if (Math.abs(at(row * n + column)) > Math.abs(at(pivot * n + column))) pivot = row;
    if (at(pivot * n + column) === 0) throw new RangeError('the system of equations is singular');
    if (pivot !== column) swapRows(matrix, right, pivot, column);
    for (let row = column + 1; row < n; row++) {
      const factor = at(row * n + column) / at(column * n + column);
      if (factor === 0) continue;
      for (let k = column + 1; k < n; k++)
        matrix[row * n + k] = at(row * n + k) - factor * at(column * n + k);
      right[row] = numberAt(right, row) - factor * numberAt(right, column);
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = numberAt(right, row);
    for (let k = row + 1; k < n; k++) sum -= at(row * n + k) * numberAt(right, k);
    right[row] = sum / at(row * n + row);
  }
  return right;
}

function swapRows(matrix: Float64Array, right: Float64Array, a: number, b: number): void {
  const n = right.length;
  const row = matrix.slice(a * n, a * n + n);
  matrix.copyWithin(a * n, b * n, b * n + n);
  matrix.set(row, b * n);
  const value = numberAt(right, a);
  right[a] = numberAt(right, b);
  right[b] = value;
}
