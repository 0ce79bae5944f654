// C. Lanczos, "A precision approximation of the gamma function", SIAM J. Numer. Anal. 1 (1964),
// with g = 7 and the nine coefficients computed by P. Godfrey.
const g = 7;
const coefficients = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/**
 * ln Γ(x), relative error about 1e-14.
 *
 * @throws RangeError if x is not above 0
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`expected a number above 0, got ${x}`);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const base = shifted + g + 0.5;
  const series = coefficients.reduce((sum, c, k) => (k === 0 ? c : sum + c / (shifted + k)), 0);
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}
