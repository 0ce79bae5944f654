import type { DetectorSettings } from '../../detect/detectors.ts';
import { Pace, type StepWatch } from '../evaluate/pace.ts';
import { share, type Share } from '../evaluate/quality.ts';
import type { SeriesSplit } from '../evaluate/split-series.ts';
import { drawnCurves, namedCurves, type CurveSource } from '../fleet/curve-source.ts';
import { growthShapes, heldOutShapes } from '../fleet/growth-shape.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ForecastInterval } from './calibration.ts';
import { casesOfTrace } from './cases-of.ts';
import { conformalFactorsCover, fitConformal, type ForecastPair } from './conformal.ts';
import { forecastPair } from './forecast-pair.ts';

/** Curves that are drawn for every series and duration, to fit as to judge. */
export const drawnShapes = 8;
const namedShapes = [...growthShapes, ...heldOutShapes];
const leastPairs = 20;

/**
 * Factors from failures of drawn shapes on the noise of the part to fit, and how often they hold on
 * the other part: for shapes drawn under another seed, which is what the confidence is promised for,
 * and for shapes with a name, of which nothing is promised.
 *
 * @returns `null` with fewer than 20 failures to fit, or none to judge
 */
export async function forecastInterval(
  settings: DetectorSettings,
  split: SeriesSplit,
  seed: number,
  watch: StepWatch = {},
): Promise<ForecastInterval | null> {
  const pace = new Pace(watch);
  const pairsOn = async (
    traces: readonly Trace[],
    by: number,
    curves: CurveSource,
  ): Promise<readonly ForecastPair[]> => {
    const pairs: ForecastPair[] = [];
    for (const [done, trace] of traces.entries()) {
      pace.step('forecasting', done, traces.length);
      for (const judged of casesOfTrace(trace, by, curves)) {
        const pair = forecastPair(settings, judged);
        if (pair !== null) pairs.push(pair);
        await pace.rest();
      }
    }
    return pairs;
  };
  const drawn = drawnCurves(drawnShapes);
  const fitted = await pairsOn(split.fit, seed, drawn);
  if (fitted.length < leastPairs) return null;
  const factors = fitConformal(fitted);
  const isCovered = (pair: ForecastPair): boolean => conformalFactorsCover(factors, pair);
  const coverage = share(await pairsOn(split.judge, seed + 1, drawn), isCovered);
  if (coverage === null) return null;
  const named = await pairsOn(split.judge, seed + 1, namedCurves(namedShapes));
  const coverageByShape: Record<string, Share> = {};
  for (const shape of namedShapes) {
    const one = share(
      named.filter((pair) => pair.shape === shape),
      isCovered,
    );
    if (one !== null) coverageByShape[shape] = one;
  }
  return { ...factors, coverage, coverageByShape };
}
