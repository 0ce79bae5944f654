import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { EwmaChart } from './scale-chart.ts';
import { shiftArl } from './shift-arl.ts';

const lowest = 0.01;
const highest = 9;

/**
 * The limit at which an EWMA chart has a wanted average run length, in samples, while nothing has
 * changed. Bisection on the logarithm, to 1e-12: the run length rises with the limit.
 *
 * @throws SandboxError `usage` if no limit from 0.01 to 9 has that run length
 */
export function limitForArl(chart: Omit<EwmaChart, 'limit'>, wantedArl: number): number {
  const arlAt = (limit: number): number => shiftArl({ ...chart, limit }, 0);
  if (!(wantedArl > 1)) {
    throw new SandboxError('usage', `expected a wanted run length above 1, got ${wantedArl}`);
  }
  let low = lowest;
  let high = 1;
  while (high < highest && arlAt(high) < wantedArl) {
    low = high;
    high = Math.min(highest, high + 1);
  }
  if (arlAt(low) > wantedArl || arlAt(high) < wantedArl) {
    throw new SandboxError(
      'usage',
      `expected a run length that a limit from ${lowest} to ${highest} gives with lambda ${chart.lambda}, got ${wantedArl}`,
    );
  }
  while (high - low > 1e-12) {
    const middle = (low + high) / 2;
    if (arlAt(middle) < wantedArl) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
