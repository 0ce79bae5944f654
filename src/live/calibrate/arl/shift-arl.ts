import { numberAt } from '../../../base/primitives/number-at.ts';
import { normalCdf } from '../../../base/stats/distributions/normal-cdf.ts';
import { scaleChart, type EwmaChart, type ScaledChart } from './scale-chart.ts';
import { gaussLegendre, type Quadrature } from './gauss-legendre.ts';
import { solveLinear } from './solve-linear.ts';

/**
 * Average run length of an EWMA chart, in samples, when the mean has moved by `shift` standard
 * deviations before the first sample. Solves Crowder's integral equation
 *
 *   ARL(z) = 1 + ARL(b) Phi((b - (1-l) z)/l - shift) + 1/l * Int ARL(y) phi((y - (1-l) z)/l - shift) dy
 *
 * by Nystrom's method on Gauss-Legendre nodes and evaluates it at z = 0; the term with the barrier b
 * exists in one-sided charts only. S. V. Crowder, Technometrics 29 (1987) 401-407; S. Knoth,
 * R package spc. Exact to about 1e-10 relative.
 *
 * @throws SandboxError `usage` if a figure of the chart is out of range
 */
export function shiftArl(chart: EwmaChart, shift: number): number {
  const scaled = scaleChart(chart);
  const quadrature = gaussLegendre(scaled.nodes, scaled.lower, scaled.upper);
  const size = scaled.nodes + (scaled.hasBarrier ? 1 : 0);
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const from = i < scaled.nodes ? numberAt(quadrature.nodes, i) : scaled.lower;
    const row = transitionWeights(scaled, quadrature, from, shift);
    for (let j = 0; j < size; j++) matrix[i * size + j] = (i === j ? 1 : 0) - numberAt(row, j);
  }
  const arl = solveLinear(matrix, new Float64Array(size).fill(1));
  const fromZero = transitionWeights(scaled, quadrature, 0, shift);
  let sum = 1;
  for (let j = 0; j < size; j++) sum += numberAt(fromZero, j) * numberAt(arl, j);
  return sum;
}

/**
 * What the next value of Z weighs on each node, and last on the barrier if there is one, when Z is
 * `from` and the next observation has mean `mean`.
 */
export function transitionWeights(
  chart: ScaledChart,
  quadrature: Quadrature,
  from: number,
  mean: number,
): Float64Array {
  const { lambda, nodes, lower, hasBarrier } = chart;
  const weights = new Float64Array(nodes + (hasBarrier ? 1 : 0));
  const centre = (1 - lambda) * from;
  const scale = 1 / (lambda * Math.sqrt(2 * Math.PI));
  for (let j = 0; j < nodes; j++) {
    const x = (numberAt(quadrature.nodes, j) - centre) / lambda - mean;
    weights[j] = numberAt(quadrature.weights, j) * scale * Math.exp(-0.5 * x * x);
  }
  if (hasBarrier) weights[nodes] = normalCdf((lower - centre) / lambda - mean);
  return weights;
}
