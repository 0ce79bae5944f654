import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import type { Trace } from '../../../src/live/trace/trace.ts';

/** A trace of percentages at every minute. */
export function traceOf(percent: readonly number[], changes: Partial<Trace> = {}): Trace {
  return {
    id: 'made',
    source: 'made',
    measures: 'percent',
    minutes: Float64Array.from(percent, (_, minute) => minute),
    percent: Float64Array.from(percent),
    limitBytes: null,
    startedAtMs: null,
    map: null,
    ending: { kind: 'never' },
    label: null,
    ...changes,
  };
}

/** A healthy trace: a level with autocorrelated noise and a daily cycle. */
export function healthyTrace(id: string, seed: number, minutes: number, level: number = 70): Trace {
  const random = seededRandom(seed);
  let noise = 0;
  const percent = Array.from({ length: minutes }, (_, minute) => {
    noise = 0.8 * noise + 0.6 * normalQuantile(Math.max(1e-9, random()));
    return Math.min(99, level + noise + 3 * Math.sin((2 * Math.PI * minute) / 1440));
  });
  return traceOf(percent, { id });
}
