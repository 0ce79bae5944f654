import { median } from '../../../base/stats/median.ts';
import type { DetectorSettings } from '../../detect/detectors.ts';
import { casesOfTrace } from '../calibration/cases-of.ts';
import { Pace, type StepWatch } from '../evaluate/pace.ts';
import { share, type Share } from '../evaluate/quality.ts';
import type { SeriesSplit } from '../evaluate/split-series.ts';
import { drawnCurves, namedCurves, type CurveSource } from '../fleet/curve-source.ts';
import { growthShapes, heldOutShapes } from '../fleet/growth-shape.ts';
import type { Trace } from '../../trace/trace.ts';
import { type AlarmMoment, alarmMoments } from './alarm-moments.ts';
import {
  type ClimbInterval,
  fitClimbInterval,
  type TimeLeft,
  timeLeftOf,
} from './climb-interval.ts';
import { conformalFactorsCover, fitConformal } from './conformal.ts';

/** The interval of the time left, and what it was worth on failures that took no part in the fit. */
export interface ForecastInterval extends ClimbInterval {
  /** Failures that it was fitted to. */
  readonly n: number;
  /** Factors of the forecast, the same for all: for those who know no more than it, such as rules. */
  readonly plain: TimeLeft;
  /** At the first moment of an alarm, on shapes drawn under another seed than those fitted to. */
  readonly judgedFirst: IntervalQuality;
  /** At moments drawn of the time that an alarm was up after it; `null` without any. */
  readonly judgedLater: IntervalQuality | null;
  /** At all of these moments. */
  readonly judged: IntervalQuality;
  /** At the first moment, for shapes with a name, of which the confidence promises nothing. */
  readonly coverageByShape: Readonly<Record<string, Share>>;
}

/** How often an interval held, and how wide it was. */
export interface IntervalQuality {
  readonly coverage: Share;
  /** In each fifth of the intervals by their width in minutes, narrow ones first. */
  readonly coverageByWidth: readonly Share[];
  /** In each fifth by the upper end over the lower one. */
  readonly coverageBySpan: readonly Share[];
  /** The upper end over the lower one, median. */
  readonly medianSpan: number;
  /** Width in minutes, median. */
  readonly medianMinutes: number;
  /** Width over the forecast of the detector, median. */
  readonly medianForecasts: number;
  /** Failures that came sooner than the lower end. */
  readonly soonerThanLow: Share;
  /** Of the plain factors at the same moments. */
  readonly plainCoverage: Share;
  readonly plainMedianMinutes: number;
}

/** Curves that are drawn for every series and duration, to fit as to judge. */
export const drawnShapes = 8;
const namedShapes = [...growthShapes, ...heldOutShapes];

/**
 * An interval fitted to failures of drawn shapes on the noise of the part to fit, and how often it holds
 * on the other part: for shapes drawn under another seed, which is what the confidence is promised for,
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
  const momentsOn = async (
    traces: readonly Trace[],
    by: number,
    curves: CurveSource,
  ): Promise<readonly AlarmMoment[]> => {
    const moments: AlarmMoment[] = [];
    for (const [done, trace] of traces.entries()) {
      pace.step('forecasting', done, traces.length);
      for (const judged of casesOfTrace(trace, by, curves)) {
        moments.push(...alarmMoments(settings, judged));
        await pace.rest();
      }
    }
    return moments;
  };
  const drawn = drawnCurves(drawnShapes);
  return intervalOfMoments({
    fitted: await momentsOn(split.fit, seed, drawn),
    judged: await momentsOn(split.judge, seed + 1, drawn),
    named: await momentsOn(split.judge, seed + 1, namedCurves(namedShapes)),
  });
}

/** Moments of alarms to fit to, and to judge on. */
export interface IntervalMoments {
  readonly fitted: readonly AlarmMoment[];
  /** Of shapes drawn under another seed. */
  readonly judged: readonly AlarmMoment[];
  /** Of shapes with a name. */
  readonly named: readonly AlarmMoment[];
}

/** As `forecastInterval`, of moments that are known. */
export function intervalOfMoments({
  fitted,
  judged,
  named,
}: IntervalMoments): ForecastInterval | null {
  const climb = fitClimbInterval(fitted);
  if (climb === null) return null;
  const { low, high, n } = fitConformal(fitted.filter(isFirst));
  const interval = { ...climb, n, plain: { low, high } };
  const judgedFirst = qualityOf(interval, judged.filter(isFirst));
  const judgedAll = qualityOf(interval, judged);
  if (judgedFirst === null || judgedAll === null) return null;
  const coverageByShape: Record<string, Share> = {};
  for (const shape of namedShapes) {
    const own = named.filter((moment) => isFirst(moment) && moment.shape === shape);
    const one = share(own, (moment) => holds(leftBy(interval, moment), moment));
    if (one !== null) coverageByShape[shape] = one;
  }
  const judgedLater = qualityOf(
    interval,
    judged.filter((moment) => !isFirst(moment)),
  );
  return { ...interval, judgedFirst, judgedLater, judged: judgedAll, coverageByShape };
}

type Fitted = ClimbInterval & Pick<ForecastInterval, 'plain'>;

interface JudgedInterval {
  readonly left: TimeLeft;
  readonly isHeld: boolean;
  readonly moment: AlarmMoment;
}

function qualityOf(interval: Fitted, moments: readonly AlarmMoment[]): IntervalQuality | null {
  const judged = moments.map((moment) => {
    const left = leftBy(interval, moment);
    return { left, isHeld: holds(left, moment), moment };
  });
  const { plain } = interval;
  const coverage = share(judged, isHeld);
  const plainCoverage = share(moments, (moment) => conformalFactorsCover(plain, moment));
  const soonerThanLow = share(judged, ({ left, moment }) => moment.actualMinutes < left.low);
  if (coverage === null || plainCoverage === null || soonerThanLow === null) return null;
  return {
    coverage,
    coverageByWidth: byFifths(judged, ({ left }) => widthOf(left)),
    coverageBySpan: byFifths(judged, ({ left }) => left.high / left.low),
    medianSpan: median(judged.map(({ left }) => left.high / left.low)),
    medianMinutes: median(judged.map(({ left }) => widthOf(left))),
    medianForecasts: median(
      judged.map(({ left, moment }) => widthOf(left) / moment.predictedMinutes),
    ),
    soonerThanLow,
    plainCoverage,
    plainMedianMinutes: median(
      moments.map(({ predictedMinutes }) => widthOf(plain) * predictedMinutes),
    ),
  };
}

function byFifths(
  judged: readonly JudgedInterval[],
  sizeOf: (one: JudgedInterval) => number,
): Share[] {
  const sorted = judged.toSorted((a, b) => sizeOf(a) - sizeOf(b));
  return Array.from({ length: 5 }, (_, fifth) =>
    sorted.slice(
      Math.floor((fifth * sorted.length) / 5),
      Math.floor(((fifth + 1) * sorted.length) / 5),
    ),
  ).flatMap((part) => share(part, isHeld) ?? []);
}

function leftBy(interval: ClimbInterval, { figures, minutesUp }: AlarmMoment): TimeLeft {
  return timeLeftOf(interval, figures, minutesUp);
}

function holds({ low, high }: TimeLeft, { actualMinutes }: AlarmMoment): boolean {
  return actualMinutes >= low && actualMinutes <= high;
}

function widthOf({ low, high }: TimeLeft): number {
  return high - low;
}

function isFirst({ minutesUp }: AlarmMoment): boolean {
  return minutesUp === 0;
}

function isHeld(one: JudgedInterval): boolean {
  return one.isHeld;
}
