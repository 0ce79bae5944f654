import { numberAt } from '../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { scaleChart, type EwmaChart } from './scale-chart.ts';
import { gaussLegendre } from './gauss-legendre.ts';
import { shiftArl, transitionWeights } from './shift-arl.ts';

/** A linear trend: sample t has mean `perSample * t` (t from 1), or `perSample * (t - 1)`. */
export interface Drift {
  /** Standard deviations by which the mean moves from one sample to the next. */
  readonly perSample: number;
  /** Whether the first sample still has mean 0, as in Gan's tables. @default false */
  readonly fromZero?: boolean;
}

const negligible = 1e-13;
const maxSamples = 200_000;

/**
 * Average run length of an EWMA chart, in samples, when the mean drifts from the first sample on.
 * Carries the distribution of Z among the runs without alarm from sample to sample on the nodes of
 * the integral equation and sums what survives: ARL = Sum P(no alarm up to n), as in S. Knoth,
 * Sequential Analysis 22 (2003) 241-255. Gan (J. Stat. Comput. Simul. 38, 1991) solves the same.
 *
 * @throws SandboxError `usage` if a figure is out of range, or the drift too slow to follow
 */
export function driftArl(chart: EwmaChart, drift: Drift): number {
  if (!Number.isFinite(drift.perSample)) {
    throw new SandboxError('usage', `expected drift to be a number, got ${drift.perSample}`);
  }
  if (drift.perSample === 0) return shiftArl(chart, 0);
  const scaled = scaleChart(chart);
  const quadrature = gaussLegendre(scaled.nodes, scaled.lower, scaled.upper);
  const first = drift.fromZero === true ? 0 : 1;
  const states = [...quadrature.nodes, ...(scaled.hasBarrier ? [scaled.lower] : [])];
  let mass = transitionWeights(scaled, quadrature, 0, first * drift.perSample);
  let arl = 1;
  for (let n = 1; n < maxSamples; n++) {
    const surviving = mass.reduce((sum, value) => sum + value, 0);
    arl += surviving;
    if (surviving < negligible * arl) return arl;
    const next = new Float64Array(mass.length);
    for (const [i, state] of states.entries()) {
      const probability = numberAt(mass, i);
      if (probability < negligible * negligible) continue;
      const row = transitionWeights(scaled, quadrature, state, (n + first) * drift.perSample);
      for (let j = 0; j < next.length; j++)
        next[j] = numberAt(next, j) + probability * numberAt(row, j);
    }
    mass = next;
  }
  throw new SandboxError(
    'usage',
    `expected a drift that raises the alarm within ${maxSamples} samples, got ${drift.perSample} per sample with limit ${chart.limit}`,
  );
}
