import { numberAt } from '../../../base/primitives/number-at.ts';
import { median } from '../../../base/stats/median.ts';
import type { Detector } from '../../detect/detector.ts';
import { createDetector, thresholdOf } from '../../detect/detectors.ts';
import type { GrowthForecastSettings } from '../../detect/detectors/growth-forecast.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { replay } from '../../detect/replay.ts';
import { isItsOwn } from '../evaluate/evaluate-detector.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { share, type Share } from '../evaluate/quality.ts';
import type { TimeLeft } from './climb-interval.ts';

/** The interval of the time to a growth: its forecast, plus standard deviations by the arrival process. */
export interface GrowthInterval {
  readonly confidence: number;
  /** Standard deviations at the two ends: as fitted, or the default ones. */
  readonly low: number;
  readonly high: number;
  /** Growths that the ends were fitted to; 0 where they were too few. */
  readonly n: number;
  /** At the first moment of an alarm, on growths that took no part in the fit; `null` without any. */
  readonly coverage: Share | null;
  /** The upper end over the lower one, median; `null` without any. */
  readonly medianSpan: number | null;
}

const confidence = 0.9;
const leastGrowths = 20;
/** Half a minute: a forecast that is due has an interval too. */
const leastMinutes = 0.5;

/** The forecast at the first moment of an alarm, and what came. */
interface GrowthMoment {
  readonly minutesLeft: number;
  readonly deviationMinutes: number;
  readonly actualMinutes: number;
}

/**
 * The interval without growths to fit to. Rates swing over the day and tables of a wave do not split at
 * once, so the normal deviations (1.64) are too narrow: these were fitted to 70 doublings of a generated
 * fleet, and held for 0.914 [0.823, 0.968] of 70 of another seed.
 */
export const defaultGrowthInterval: GrowthInterval = {
  confidence,
  low: -1.97,
  high: 5.93,
  n: 0,
  coverage: null,
  medianSpan: null,
};

/** Fits the ends to the growths of some cases and judges them on those of others. */
export function growthInterval(
  settings: GrowthForecastSettings,
  fit: readonly JudgedCase[],
  judge: readonly JudgedCase[],
): GrowthInterval {
  const momentsOf = (cases: readonly JudgedCase[]): GrowthMoment[] =>
    cases.flatMap((judged) => growthMoment(settings, judged) ?? []);
  const fitted = momentsOf(fit);
  const ends = fitted.length < leastGrowths ? defaultGrowthInterval : endsOf(fitted);
  const unseen = momentsOf(judge);
  const lefts = unseen.map((moment) => growthTimeLeft(ends, moment));
  return {
    ...ends,
    coverage: share(unseen, (moment) => {
      const { low, high } = growthTimeLeft(ends, moment);
      return moment.actualMinutes >= low && moment.actualMinutes <= high;
    }),
    medianSpan: lefts.length === 0 ? null : median(lefts.map(({ low, high }) => high / low)),
  };
}

/** The interval at a moment; wide open where the detector reckons no deviation yet. */
export function growthTimeLeft(
  { low, high }: Pick<GrowthInterval, 'low' | 'high'>,
  { minutesLeft, deviationMinutes = Infinity }: Pick<Detector, 'minutesLeft' | 'deviationMinutes'>,
): TimeLeft {
  return {
    low: Math.max(leastMinutes, minutesLeft + low * deviationMinutes),
    high: Math.max(2 * leastMinutes, minutesLeft + high * deviationMinutes),
  };
}

/** Split conformal: the order statistics of what came, in deviations from the forecast. */
function endsOf(moments: readonly GrowthMoment[]): GrowthInterval {
  const scores = moments
    .map(
      ({ minutesLeft, deviationMinutes, actualMinutes }) =>
        (actualMinutes - minutesLeft) / deviationMinutes,
    )
    .toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.floor(((scores.length + 1) * (1 - confidence)) / 2 + 1e-9));
  return {
    ...defaultGrowthInterval,
    low: numberAt(scores, rank - 1),
    high: numberAt(scores, scores.length - rank),
    n: scores.length,
  };
}

function growthMoment(settings: GrowthForecastSettings, judged: JudgedCase): GrowthMoment | null {
  const { trace, history } = judged;
  const { ending, label } = trace;
  const growth = growthOfTrace(trace);
  if (growth === null || ending.kind === 'never') return null;
  if (!isItsOwn(settings, label?.kind ?? 'unlabelled')) return null;
  const detector = createDetector(settings, { history, growth });
  const onset = onsetOf(judged);
  let inRow = 0;
  let moment: GrowthMoment | null = null;
  replay(trace, -Infinity, ending.atMinute, ({ minute, ...sample }) => {
    if (!detector.push({ minute, ...sample })) return;
    inRow = detector.score > thresholdOf(settings) ? inRow + 1 : 0;
    if (moment !== null || minute < onset || inRow < settings.pointsInRow) return;
    const { minutesLeft, deviationMinutes = Infinity } = detector;
    moment = { minutesLeft, deviationMinutes, actualMinutes: ending.atMinute - minute };
  });
  return moment;
}
