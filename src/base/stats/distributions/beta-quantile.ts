import { regularizedIncompleteBeta } from './regularized-incomplete-beta.ts';

/**
 * The x with I_x(a, b) = p, by bisection down to neighbouring floating-point numbers.
 *
 * @throws RangeError if p is not in [0, 1] or a or b is not above 0
 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`expected a probability in [0, 1], got ${p}`);
  let low = 0;
  let high = 1;
  for (let middle = 0.5; low < middle && middle < high; middle = (low + high) / 2) {
    if (regularizedIncompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return p === 0 ? 0 : high;
}
