import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/**
 * An EWMA control chart of independent normal observations with standard deviation 1:
 * Z = (1 - lambda) Z + lambda X from Z = 0, alarm when Z (one-sided: upwards) passes
 * limit * sqrt(lambda / (2 - lambda)).
 */
export interface EwmaChart {
  readonly lambda: number;
  /** In standard deviations of the stationary EWMA, often called L or c. */
  readonly limit: number;
  readonly sided: 'one' | 'two';
  /** One-sided only: Z is never allowed below this, in the unit of `limit`. @default -6 */
  readonly reflectAt?: number;
}

/** The chart in the unit of Z: the interval in which no alarm is raised, and the quadrature size. */
export interface ScaledChart {
  readonly lambda: number;
  readonly lower: number;
  readonly upper: number;
  readonly hasBarrier: boolean;
  readonly nodes: number;
}

const maxNodes = 1200;

/** @throws SandboxError `usage` if a figure of the chart is out of range */
export function scaleChart(chart: EwmaChart): ScaledChart {
  const { lambda, limit, sided, reflectAt = -6 } = chart;
  if (!(lambda > 0 && lambda <= 1)) {
    throw new SandboxError('usage', `expected lambda in (0, 1], got ${lambda}`);
  }
  if (!(limit > 0 && limit <= 12)) {
    throw new SandboxError('usage', `expected limit in (0, 12], got ${limit}`);
  }
  if (sided === 'one' && !(reflectAt <= 0 && reflectAt >= -100)) {
    throw new SandboxError('usage', `expected reflect-at from -100 to 0, got ${reflectAt}`);
  }
  const sigma = Math.sqrt(lambda / (2 - lambda));
  const upper = limit * sigma;
  const lower = sided === 'two' ? -upper : reflectAt * sigma;
  // The kernel is a normal density of standard deviation lambda: it needs a few nodes per width.
  const nodes = Math.max(60, Math.ceil((4 * (upper - lower)) / lambda));
  if (nodes > maxNodes) {
    throw new SandboxError(
      'usage',
      `expected a lambda of at least about 0.0005 for this limit, got ${lambda}: the integral equation would need ${nodes} nodes, ${maxNodes} are allowed`,
    );
  }
  return { lambda, lower, upper, hasBarrier: sided === 'one', nodes };
}
