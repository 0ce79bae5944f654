import type { Trace } from '../trace/trace.ts';
import { replay } from './replay.ts';
import { ScaleSlopes } from './scale-slopes.ts';

/** What a series does while it is healthy. */
export interface SeriesHistory {
  readonly meanPercent: number;
  readonly deviationPercent: number;
  /** Highest point, as mean of one sampling interval. */
  readonly highestPercent: number;
  /** Steepest slope on each window, percent per minute; `null` where no window was ever full. */
  readonly steepestSlopes: readonly (number | null)[];
  /** Mean step from point to point, percent. */
  readonly meanStepPercent: number;
  /** Minutes that were seen. */
  readonly minutes: number;
}

/** The settings that a history is made for. */
export interface HistoryScales {
  readonly samplingMinutes: number;
  /** Windows of the regression, shortest first. */
  readonly windowsMinutes: readonly number[];
}

/** Windows and sampling of the multi-scale slope, and so of every history. */
export const historyScales: HistoryScales = {
  windowsMinutes: [15, 30, 60, 180],
  samplingMinutes: 2,
};

/** Minutes after its start from which on a process shows what is usual. */
export const settledMinutes = 360;

/** Learns what a healthy trace, or the part of one from `from` to `to` minutes, does. */
export function learnHistory(
  trace: Trace,
  scales: HistoryScales,
  from: number = -Infinity,
  to: number = Infinity,
): SeriesHistory {
  const slopes = new ScaleSlopes(scales.windowsMinutes, scales.samplingMinutes);
  const steepest = scales.windowsMinutes.map(() => -Infinity);
  let highest = -Infinity;
  let count = 0;
  let mean = 0;
  let squares = 0;
  replay(trace, from, to, (sample) => {
    if (!slopes.push(sample)) return;
    const { value } = slopes;
    const age = sample.ageMinutes ?? Infinity;
    // A process that warms up says nothing of what is usual once it has settled.
    if (age < settledMinutes) return;
    count += 1;
    const distance = value - mean;
    mean += distance / count;
    squares += distance * (value - mean);
    highest = Math.max(highest, value);
    for (let i = 0; i < steepest.length; i++) {
      const slope = slopes.slopes[i] ?? Number.NaN;
      const isSettled = age >= settledMinutes + (scales.windowsMinutes[i] ?? 0);
      if (isSettled && slope > (steepest[i] ?? 0)) steepest[i] = slope;
    }
  });
  return {
    meanPercent: mean,
    deviationPercent: Math.sqrt(squares / Math.max(1, count - 1)),
    highestPercent: highest,
    steepestSlopes: steepest.map((slope) => (Number.isFinite(slope) ? slope : null)),
    meanStepPercent: slopes.meanStep,
    minutes: count * scales.samplingMinutes,
  };
}
