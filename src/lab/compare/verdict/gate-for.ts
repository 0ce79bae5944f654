import type { TimedMetricName } from '../figures/timed-metric-name.ts';
import type { Difference } from './verdict.ts';

/**
 * The timed metrics that can fail. Where the machines differ only a ratio to the yardstick can be
 * compared: it takes the place of writes per second, and the others are told but not gated.
 */
export function gateFor(
  gate: readonly TimedMetricName[],
  differences: readonly Difference[],
): readonly TimedMetricName[] {
  const isOtherMachine = differences.some(({ weight }) => weight === 'machine');
  const isOtherEngine = differences.some(({ weight }) => weight === 'hard');
  if (!isOtherMachine || isOtherEngine) return gate;
  return gate.includes('writes-per-second') || gate.includes('yardstick-ratio')
    ? ['yardstick-ratio']
    : [];
}
