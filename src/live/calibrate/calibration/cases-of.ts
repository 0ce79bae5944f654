import { historyScales } from '../../detect/series-history.ts';
import { isOfDeployments, type JudgedCase } from '../evaluate/judged-case.ts';
import { graftCases, splitInTime } from '../evaluate/make-cases.ts';
import { seriesHash } from '../evaluate/split-series.ts';
import { drawDeploymentSeries } from '../fleet/deployments.ts';
import { namedCurves, type CurveSource } from '../fleet/curve-source.ts';
import { growthShapes } from '../fleet/growth-shape.ts';
import type { Trace } from '../../trace/trace.ts';

/** Deployments that are made for each series that lends its noise, healthy and failing ones, at most. */
const deploymentsPerSeries = 2;
const mostDeployments = 60;
/** Series that lend their noise to deployments, at most: those of a large fleet need not all be held. */
const mostLenders = 60;

/** Whether a series may lend its noise: a healthy one without a map, of no deployments. */
function lendsNoise(trace: Trace): boolean {
  return trace.ending.kind === 'never' && trace.map === null && !isOfDeployments({ trace });
}

/**
 * The series whose noise deployments get: of many those with the smallest hashes, so that one more in
 * the fleet changes one at most. In the order of their names.
 */
export function deploymentLenders(traces: readonly Trace[]): readonly Trace[] {
  return traces
    .filter(lendsNoise)
    .toSorted((a, b) => seriesHash(a.id) - seriesHash(b.id))
    .slice(0, mostLenders)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * Series of deployments on the noise of healthy series; none where there are none.
 *
 * @param isWanted by the index of a series. @default all
 */
export function* deploymentCases(
  lenders: readonly Trace[],
  seed: number,
  isWanted: (index: number) => boolean = () => true,
): Generator<JudgedCase> {
  if (lenders.length === 0) return;
  const count = Math.min(mostDeployments, deploymentsPerSeries * lenders.length);
  for (const trace of drawDeploymentSeries(seed, count, lenders, isWanted))
    yield splitInTime(trace, historyScales);
}

/** All that traces give to judge by, one after the other. */
export function casesOf(
  traces: readonly Trace[],
  seed: number,
  curvesFor: CurveSource = namedCurves(growthShapes),
): JudgedCase[] {
  return traces.flatMap((trace) => casesOfTrace(trace, seed, curvesFor));
}

/** A trace by halves in time and, where it lends its noise, failures on it. */
export function casesOfTrace(
  trace: Trace,
  seed: number,
  curvesFor: CurveSource = namedCurves(growthShapes),
): JudgedCase[] {
  const grafted = lendsNoise(trace) ? graftCases([trace], historyScales, seed, curvesFor) : [];
  return [splitInTime(trace, historyScales), ...grafted];
}

/** Every trace by halves in time: the first is history, the second is judged. */
export function halvesOf(traces: readonly Trace[]): JudgedCase[] {
  return traces.map((trace) => splitInTime(trace, historyScales));
}
