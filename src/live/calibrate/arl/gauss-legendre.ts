/** Nodes and weights of a quadrature rule. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature on [from, to]: exact for polynomials of degree 2n - 1. The nodes are the
 * zeros of the Legendre polynomial P_n, found by Newton's method from Tricomi's approximation.
 * O(n^2).
 */
export function gaussLegendre(n: number, from: number, to: number): Quadrature {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  const centre = (from + to) / 2;
  const half = (to - from) / 2;
  for (let i = 0; i < Math.ceil(n / 2); i++) {
    const { root, slope } = legendreRoot(n, Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)));
    const weight = (2 * half) / ((1 - root * root) * slope * slope);
    nodes[i] = centre - half * root;
    nodes[n - 1 - i] = centre + half * root;
    weights[i] = weight;
    weights[n - 1 - i] = weight;
  }
  return { nodes, weights };
}

function legendreRoot(n: number, start: number): { root: number; slope: number } {
  let root = start;
  let slope = 1;
  for (let step = 0; step < 100; step++) {
    let value = 1;
    let before = 0;
    for (let j = 1; j <= n; j++) {
      const next = ((2 * j - 1) * root * value - (j - 1) * before) / j;
      before = value;
      value = next;
    }
    slope = (n * (root * value - before)) / (root * root - 1);
    const correction = value / slope;
    root -= correction;
    if (Math.abs(correction) < 1e-15) break;
  }
  return { root, slope };
}
