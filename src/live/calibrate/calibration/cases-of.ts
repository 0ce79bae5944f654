import { historyScales } from '../../detect/series-history.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { graftCases, splitInTime } from '../evaluate/make-cases.ts';
import { namedCurves, type CurveSource } from '../fleet/growth-curve.ts';
import { growthShapes } from '../fleet/growth-shape.ts';
import type { Trace } from '../../trace/trace.ts';

/** Every trace by halves in time, and failures on the noise of the healthy ones without a map. */
export function casesOf(
  traces: readonly Trace[],
  seed: number,
  curvesFor: CurveSource = namedCurves(growthShapes),
): JudgedCase[] {
  const noise = traces.filter(({ ending, map }) => ending.kind === 'never' && map === null);
  return [...halvesOf(traces), ...graftCases(noise, historyScales, seed, curvesFor)];
}

/** Every trace by halves in time: the first is history, the second is judged. */
export function halvesOf(traces: readonly Trace[]): JudgedCase[] {
  return traces.map((trace) => splitInTime(trace, historyScales));
}
