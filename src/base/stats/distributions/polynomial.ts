/** Value at x of a polynomial with the given coefficients, lowest power first (Horner). */
export function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
