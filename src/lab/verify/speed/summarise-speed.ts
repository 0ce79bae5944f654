import type { Interval } from '../../../base/stats/intervals/interval.ts';
import { median } from '../../../base/stats/median.ts';
import { quantileInterval } from '../../../base/stats/intervals/quantile-interval.ts';
import { latencySummary } from '../../record/figures/latency-summary.ts';
import type { LatencyHistogram, LatencyPhase } from '../../record/latency-histogram.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { SpeedSideName } from './speed-cells.ts';
import type { SpeedFigure, SpeedLatency, SpeedRatio, SpeedState } from './speed-report.ts';

/** What one process measured. */
export type SpeedMeasurement = Pick<TimedMeasurement, 'iterations' | 'latency'>;

/** One process of each side, one behind the other. */
export type SpeedPair = Readonly<Record<SpeedSideName, SpeedMeasurement>>;

const states = ['normal', 'evacuating', 'growing'] as const;

/** Time per operation of all writers together; `null` where there is no pair. */
export function timeFigure(pairs: readonly SpeedPair[]): SpeedFigure | null {
  return figureOf(pairs, ({ iterations }) =>
    median(iterations.map(({ operations, elapsedNs }) => elapsedNs / operations)),
  );
}

/** Latencies by the state of the map where real Go tells it, else over all. */
export function latencyFigures(
  pairs: readonly SpeedPair[],
  isByState: boolean,
): readonly SpeedLatency[] {
  const named: readonly SpeedState[] = isByState ? states : ['any'];
  return named
    .map((state) => ({
      state,
      p50: figureOf(pairs, (one) => percentileOf(one, state, 'p50')),
      p99: figureOf(pairs, (one) => percentileOf(one, state, 'p99')),
    }))
    .filter(({ p50, p99 }) => p50 !== null || p99 !== null);
}

function percentileOf(
  { latency }: SpeedMeasurement,
  state: SpeedState,
  percentile: 'p50' | 'p99',
): number | null {
  const summary = latencySummary(histogramsOf(latency, state));
  return summary === null ? null : summary[percentile];
}

function histogramsOf(
  latency: Readonly<Record<LatencyPhase, LatencyHistogram>>,
  state: SpeedState,
): readonly LatencyHistogram[] {
  return state === 'any' ? states.map((one) => latency[one]) : [latency[state]];
}

/** Of the pairs in which both sides have it; `null` where those are fewer than half. */
function figureOf(
  pairs: readonly SpeedPair[],
  read: (measurement: SpeedMeasurement) => number | null,
): SpeedFigure | null {
  const both = pairs.flatMap((pair) => {
    const [reference, go] = [read(pair.reference), read(pair.go)];
    return reference === null || go === null ? [] : [{ reference, go }];
  });
  if (both.length === 0 || both.length * 2 < pairs.length) return null;
  return {
    referenceNs: median(both.map(({ reference }) => reference)),
    goNs: median(both.map(({ go }) => go)),
    ratio: ratioOf(both.map(({ reference, go }) => reference / go)),
  };
}

function ratioOf(ratios: readonly number[]): SpeedRatio {
  const interval = quantileInterval(ratios, 0.5);
  return { median: median(ratios), ...boundsOf(interval) };
}

function boundsOf({ low, high }: Interval): Pick<SpeedRatio, 'low' | 'high'> {
  return Number.isFinite(low) && Number.isFinite(high) ? { low, high } : { low: null, high: null };
}
