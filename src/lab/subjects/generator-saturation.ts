import { latencyQuantile } from '../record/figures/latency-quantile.ts';
import type { GeneratorFigures } from './paced-result.ts';

/** How late the latest 1 % of the operations may start before the rate was not the one asked for. */
const latestP99Ms = 10;

/**
 * Why what a generator measured is no measurement; `null` if it kept up. It did not when it started
 * 1 % of the operations more than 10 ms late through its own fault, or left some out.
 */
export function generatorSaturation(
  generator: Pick<GeneratorFigures, 'lateness' | 'missed'>,
): string | null {
  const { lateness, missed } = generator;
  if (missed > 0)
    return `generator saturated: it left out ${missed} of ${missed + lateness.samples} operations`;
  if (lateness.samples === 0) return null;
  const p99Ms = latencyQuantile(lateness, 0.99) / 1e6;
  return p99Ms > latestP99Ms
    ? `generator saturated: it started 1 % of the operations more than ${p99Ms.toFixed(1)} ms late (at most ${latestP99Ms} ms)`
    : null;
}
