import { groupBy } from '../../../base/primitives/group-by.ts';
import { numberAt } from '../../../base/primitives/number-at.ts';
import type { ClimbFigures } from '../../detect/climb.ts';
import type { AlarmMoment } from './alarm-moments.ts';
import { fitQuantile } from './quantile-regression.ts';

/** What the logarithm of one end, in minutes, is made of: each figure times its coefficient, summed. */
export interface EndCoefficients {
  readonly intercept: number;
  /** Of the logarithms of the minutes to the limit at five paces. */
  readonly recent: number;
  readonly lastHour: number;
  readonly sinceQuarter: number;
  readonly sinceThreeQuarters: number;
  readonly sinceNineTenths: number;
  /** Of the logarithm of the share of the climb that is done over the share that is left. */
  readonly doneShare: number;
  /** Of the logarithm of the percent that are left. */
  readonly freePercent: number;
  /** Added at the first moment of an alarm. */
  readonly first: number;
  /** Of the logarithm of the minutes since it, and one more. */
  readonly minutesUp: number;
}

/** An interval of the time left that depends on how the series has climbed. */
export interface ClimbInterval {
  readonly confidence: number;
  /** Share of the failures that the regression of the lower end leaves below it. */
  readonly lowTail: number;
  readonly low: EndCoefficients;
  readonly high: EndCoefficients;
  readonly first: Widening;
  /** After the first moment of an alarm. */
  readonly later: Widening;
}

/** By how much each end is moved outwards, by the width of what the regression gives. */
export interface Widening {
  /** Widths in minutes that part the classes, rising; none where there is one class. */
  readonly classesFromMinutes: readonly number[];
  /** In natural logarithms of minutes, one per class. */
  readonly by: readonly number[];
}

/** Minutes left, from and to. */
export interface TimeLeft {
  readonly low: number;
  readonly high: number;
}

const folds = 4;
const leastMoments = 20;
const classes = 5;
/** With fewer moments in each, the classes are one. */
const leastPerClass = 40;
const leastMinutes = 0.5;
/**
 * Most of what is missed is missed above: times left are skewed, so that an interval with equal tails is
 * 1.4 times as wide, and what comes sooner than the lower end does the harm.
 */
const lowestTail = 0.01;

/**
 * Conformalised quantile regression (Y. Romano, E. Patterson and E. Candes, NeurIPS 2019), cross-fitted: the
 * ends are regressions of both quantiles; by how much they miss on series that took no part in the
 * regression says how far they are moved apart, in each fifth of the widths, at the first moment of an
 * alarm and later.
 *
 * @returns `null` with fewer than 20 first moments
 */
export function fitClimbInterval(
  moments: readonly AlarmMoment[],
  confidence: number = 0.9,
): ClimbInterval | null {
  if (moments.filter(({ minutesUp }) => minutesUp === 0).length < leastMoments) return null;
  const lowTail = Math.min(lowestTail, (1 - confidence) / 2);
  const missed: MissedEnds[] = [];
  for (const { others, own } of foldsOf(moments)) {
    const ends = fitEnds(others, confidence, lowTail);
    for (const moment of own) missed.push(missOf(ends, moment));
  }
  const first = wideningOf(
    missed.filter(({ isFirst }) => isFirst),
    confidence,
  );
  const after = missed.filter(({ isFirst }) => !isFirst);
  return {
    confidence,
    lowTail,
    ...fitEnds(moments, confidence, lowTail),
    first,
    later: after.length < leastMoments ? first : wideningOf(after, confidence),
  };
}

/** The interval at a moment, at least half a minute long and from now on. */
export function timeLeftOf(
  interval: ClimbInterval,
  figures: ClimbFigures,
  minutesUp: number,
): TimeLeft {
  const { from, to } = endsAt(interval, figures, minutesUp);
  const { classesFromMinutes, by } = minutesUp === 0 ? interval.first : interval.later;
  const moved = numberAt(by, classOf(widthOf(from, to), classesFromMinutes));
  const low = Math.exp(Math.min(from - moved, to + moved));
  const high = Math.exp(Math.max(from - moved, to + moved));
  return { low: Math.max(leastMinutes, low), high: Math.max(2 * leastMinutes, high) };
}

type Ends = Pick<ClimbInterval, 'low' | 'high'>;

/** Where the regression alone put the ends, in logarithms. */
function endsAt(
  { low, high }: Ends,
  figures: ClimbFigures,
  minutesUp: number,
): { readonly from: number; readonly to: number } {
  const terms = termsOf(figures, minutesUp);
  const ends = [endOf(low, terms), endOf(high, terms)];
  return { from: Math.min(...ends), to: Math.max(...ends) };
}

function widthOf(from: number, to: number): number {
  return Math.exp(to) - Math.exp(from);
}

function classOf(width: number, classesFromMinutes: readonly number[]): number {
  return classesFromMinutes.filter((from) => width >= from).length;
}

/** By how much the truth is outside of the ends, in logarithms; below 0 inside. */
interface MissedEnds {
  readonly isFirst: boolean;
  readonly widthMinutes: number;
  readonly by: number;
}

function missOf(ends: Ends, moment: AlarmMoment): MissedEnds {
  const { figures, minutesUp, actualMinutes } = moment;
  const { from, to } = endsAt(ends, figures, minutesUp);
  const actual = logMinutes(actualMinutes);
  return {
    isFirst: minutesUp === 0,
    widthMinutes: widthOf(from, to),
    by: Math.max(from - actual, actual - to),
  };
}

function wideningOf(missed: readonly MissedEnds[], confidence: number): Widening {
  const parts = missed.length < classes * leastPerClass ? 1 : classes;
  const sorted = missed.toSorted((a, b) => a.widthMinutes - b.widthMinutes);
  const groups = Array.from({ length: parts }, (_, part) =>
    sorted.slice(
      Math.floor((part * sorted.length) / parts),
      Math.floor(((part + 1) * sorted.length) / parts),
    ),
  );
  return {
    classesFromMinutes: groups.slice(1).flatMap(([first]) => first?.widthMinutes ?? []),
    by: groups.map((group) =>
      conformalQuantile(
        group.map(({ by }) => by),
        confidence,
      ),
    ),
  };
}

function endOf(end: EndCoefficients, terms: readonly number[]): number {
  return coefficientNames.reduce(
    (sum, name, k) => sum + end[name] * numberAt(terms, k),
    end.intercept,
  );
}

/** In the order of `termsOf`. */
const coefficientNames = [
  'recent',
  'lastHour',
  'sinceQuarter',
  'sinceThreeQuarters',
  'sinceNineTenths',
  'doneShare',
  'freePercent',
  'first',
  'minutesUp',
] as const satisfies readonly Exclude<keyof EndCoefficients, 'intercept'>[];

function termsOf(figures: ClimbFigures, minutesUp: number): readonly number[] {
  const { recent, lastHour, sinceQuarter, sinceThreeQuarters, sinceNineTenths } = figures;
  const { doneShare, freePercent } = figures;
  return [
    Math.log(recent),
    Math.log(lastHour),
    Math.log(sinceQuarter),
    Math.log(sinceThreeQuarters),
    Math.log(sinceNineTenths),
    Math.log(doneShare / (1 - doneShare)),
    Math.log(freePercent),
    minutesUp === 0 ? 1 : 0,
    Math.log1p(minutesUp),
  ];
}

function fitEnds(moments: readonly AlarmMoment[], confidence: number, lowTail: number): Ends {
  const rows = moments.map(({ figures, minutesUp }) => termsOf(figures, minutesUp));
  const answers = moments.map(({ actualMinutes }) => logMinutes(actualMinutes));
  return {
    low: named(fitQuantile(rows, answers, lowTail)),
    high: named(fitQuantile(rows, answers, lowTail + confidence)),
  };
}

function named(coefficients: readonly number[]): EndCoefficients {
  const at = (name: (typeof coefficientNames)[number]): number =>
    numberAt(coefficients, 1 + coefficientNames.indexOf(name));
  return {
    intercept: numberAt(coefficients, 0),
    recent: at('recent'),
    lastHour: at('lastHour'),
    sinceQuarter: at('sinceQuarter'),
    sinceThreeQuarters: at('sinceThreeQuarters'),
    sinceNineTenths: at('sinceNineTenths'),
    doneShare: at('doneShare'),
    freePercent: at('freePercent'),
    first: at('first'),
    minutesUp: at('minutesUp'),
  };
}

function logMinutes(minutes: number): number {
  return Math.log(Math.max(leastMinutes, minutes));
}

/** Parts of whole series where there are enough of them, else of moments. */
function foldsOf(
  moments: readonly AlarmMoment[],
): { readonly others: readonly AlarmMoment[]; readonly own: readonly AlarmMoment[] }[] {
  const series = [...groupBy(moments, (moment) => moment.series).keys()];
  const places = new Map(series.map((name, place) => [name, place]));
  const foldOf = (moment: AlarmMoment, index: number): number =>
    (series.length < folds ? index : (places.get(moment.series) ?? 0)) % folds;
  return Array.from({ length: folds }, (_, fold) => ({
    others: moments.filter((moment, index) => foldOf(moment, index) !== fold),
    own: moments.filter((moment, index) => foldOf(moment, index) === fold),
  }));
}

/** The score of rank (n + 1) times the confidence. */
function conformalQuantile(scores: readonly number[], confidence: number): number {
  const rank = Math.ceil((scores.length + 1) * confidence - 1e-9);
  return numberAt(
    scores.toSorted((a, b) => a - b),
    Math.min(scores.length, rank) - 1,
  );
}
