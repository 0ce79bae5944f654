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
  const at = (i: number): number => matrix[i] ?? 0;
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
      right[row] = (right[row] ?? 0) - factor * (right[column] ?? 0);
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = right[row] ?? 0;
    for (let k = row + 1; k < n; k++) sum -= at(row * n + k) * (right[k] ?? 0);
    right[row] = sum / at(row * n + row);
  }
  return right;
}

function swapRows(matrix: Float64Array, right: Float64Array, a: number, b: number): void {
  const n = right.length;
  const row = matrix.slice(a * n, a * n + n);
  matrix.copyWithin(a * n, b * n, b * n + n);
  matrix.set(row, b * n);
  const value = right[a] ?? 0;
  right[a] = right[b] ?? 0;
  right[b] = value;
}
