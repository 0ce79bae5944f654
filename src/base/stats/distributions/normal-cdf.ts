import { polynomial } from './polynomial.ts';

// Rational approximation of J. F. Hart (Computer Approximations, 1968, table 5666) as arranged by
// G. West, "Better approximations to cumulative normal functions", Wilmott 2005.
const numerator = [
  220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383, 6.37396220353165,
  0.700383064443688, 3.52624965998911e-2,
];
const denominator = [
  440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674, 86.7807322029461,
  16.064177579207, 1.75566716318264, 8.83883476483184e-2,
];

/**
 * P(Z ≤ z) for a standard normal Z. Absolute error below 1e-14, and in the lower tail a relative
 * error below 1e-12, so that small p-values are p-values.
 */
export function normalCdf(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  const distance = Math.abs(z);
  const tail = distance > 38 ? 0 : Math.exp((-distance * distance) / 2) * millsRatio(distance);
  return z > 0 ? 1 - tail : tail;
}

/** Tail probability over exp(-x²/2), for x ≥ 0. */
function millsRatio(x: number): number {
  if (x < 3) return polynomial(numerator, x) / polynomial(denominator, x);
  // Further out the approximation loses relative accuracy; Laplace's continued fraction does not.
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
  return 1 / (fraction * Math.sqrt(2 * Math.PI));
}
