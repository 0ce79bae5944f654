import { historyScales } from '../../detect/series-history.ts';
import { isOfDeployments, type JudgedCase } from '../evaluate/judged-case.ts';
import { graftCases, splitInTime } from '../evaluate/make-cases.ts';
import { makeDeployments } from '../fleet/deployments.ts';
import { namedCurves, type CurveSource } from '../fleet/curve-source.ts';
import { growthShapes } from '../fleet/growth-shape.ts';
import type { Trace } from '../../trace/trace.ts';

/** Deployments that are made for each series that lends its noise, healthy and failing ones, at most. */
const deploymentsPerSeries = 2;
const mostDeployments = 60;

/** Series of deployments on the noise of the healthy traces without a map; none where there is none. */
export function deploymentCases(traces: readonly Trace[], seed: number): JudgedCase[] {
  const noise = lendsNoise(traces);
  const count = Math.min(mostDeployments, deploymentsPerSeries * noise.length);
  return count === 0 ? [] : halvesOf(makeDeployments(seed, count, noise));
}

function lendsNoise(traces: readonly Trace[]): readonly Trace[] {
  return traces.filter(
    (trace) => trace.ending.kind === 'never' && trace.map === null && !isOfDeployments({ trace }),
  );
}

/** Every trace by halves in time, and failures on the noise of the healthy ones without a map. */
export function casesOf(
  traces: readonly Trace[],
  seed: number,
  curvesFor: CurveSource = namedCurves(growthShapes),
): JudgedCase[] {
  const noise = lendsNoise(traces);
  return [...halvesOf(traces), ...graftCases(noise, historyScales, seed, curvesFor)];
}

/** Every trace by halves in time: the first is history, the second is judged. */
export function halvesOf(traces: readonly Trace[]): JudgedCase[] {
  return traces.map((trace) => splitInTime(trace, historyScales));
}
