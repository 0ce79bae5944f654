import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatMinutes, formatPercent, formatSlope } from '../format-figures.ts';
import { RunningLevel } from '../running-level.ts';
import { ScaleSlopes, type SlopeSource } from '../scale-slopes.ts';
import { SteepestRise } from '../steepest-rise.ts';
import {
  type HistoryScales,
  historyScales,
  type SeriesHistory,
  settledMinutes,
} from '../series-history.ts';
import { combine, type DetectorDefinition } from '../detector-definition.ts';

/** An unusual level that a steep slope confirms, with the limit within the horizon. */
export interface ConfirmedRiseSettings extends HistoryScales {
  readonly kind: 'confirmed-rise';
  /** Of the EWMA of the level, point by point. */
  readonly alpha: number;
  /** Share of what is free above the healthy high that the EWMA must have taken; below 0 the level may be under that high. */
  readonly headroomShare: number;
  /** In standard deviations of the stationary EWMA above the healthy mean. */
  readonly leastSigmas: number;
  /** The slope must reach this many times the steepest of the healthy history. */
  readonly leastRatio: number;
  /** Steepest healthy slope on each window over the mean step: for a series without history. */
  readonly slopesPerStep: readonly number[];
  readonly horizonMinutes: number;
  /** With more minutes left than these, as many times the share must be taken, and the less may be missing of it: there is time to see. */
  readonly urgentMinutes: number;
  /** Of a process this young the warm-up share must be taken on top of it. */
  readonly warmUpMinutes: number;
  readonly warmUpShare: number;
  /** The same of an older process whose start is known: each version has a level of its own. */
  readonly startedShare: number;
  /** A young process older than this is no more in its steepest climb. */
  readonly settlingMinutes: number;
  /** Such a process above the healthy high, full within so many minutes, alarms whatever its share. */
  readonly fullSoonMinutes: number;
  /** Points at the start of a series that stand in for a missing history. */
  readonly baselinePoints: number;
  readonly pointsInRow: number;
}

/**
 * Two detectors that must agree: an EWMA chart of the level (Roberts 1959), whose distance from the
 * healthy mean is the score, and a slope on one of several windows that is no everyday one and fills
 * the limit within the horizon. A shift to another level has no slope, a swing of every day no
 * unusual level. Of a process that has just started, climbing is what is expected: more of it counts, or
 * that it has passed the healthy high, does not flatten and is full soon.
 */
export class ConfirmedRise implements Detector {
  readonly #settings: ConfirmedRiseSettings;
  readonly #slopes: SlopeSource;
  readonly #rise: SteepestRise;
  readonly #level: RunningLevel;
  #isYoung = false;
  #extraShare = 0;
  #fillsSoon = false;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(
    settings: ConfirmedRiseSettings,
    history: SeriesHistory | null,
    slopes: SlopeSource = new ScaleSlopes(settings.windowsMinutes, settings.samplingMinutes),
  ) {
    this.#settings = settings;
    this.#slopes = slopes;
    this.#level = new RunningLevel(settings.alpha, settings.baselinePoints, history);
    this.#rise = new SteepestRise(settings, history, slopes, 0);
  }

  push(sample: Sample): boolean {
    if (!this.#slopes.push(sample)) return false;
    const ageMinutes = sample.ageMinutes ?? Infinity;
    const isYoung = ageMinutes < this.#settings.warmUpMinutes;
    // What a process has warmed up to is usual from then on.
    if (this.#isYoung && !isYoung) this.#level.settle();
    this.#isYoung = isYoung;
    // A process that warms up is no measure of what is usual.
    this.#level.push(this.#slopes.value, !this.#isYoung);
    this.#rise.find();
    this.minutesLeft = this.#rise.minutesLeft;
    this.#extraShare = this.#extraOf(ageMinutes);
    this.#fillsSoon = false;
    this.score = this.#scoreOf(ageMinutes);
    return true;
  }

  #extraOf(ageMinutes: number): number {
    const { warmUpShare, startedShare } = this.#settings;
    if (this.#isYoung) return warmUpShare;
    return Number.isFinite(ageMinutes) ? startedShare : 0;
  }

  #scoreOf(ageMinutes: number): number {
    const { leastRatio, leastSigmas } = this.#settings;
    if (this.#rise.ratio < leastRatio || this.#level.sigmas < leastSigmas) return -Infinity;
    this.#fillsSoon = this.#isFullSoon(ageMinutes);
    // As if all were taken.
    if (this.#fillsSoon) return 1;
    const taken = this.#level.headroomShare - this.#extraShare;
    const urgency = this.#urgency();
    return taken < 0 ? taken / urgency : taken * urgency;
  }

  #urgency(): number {
    return Math.min(1, this.#settings.urgentMinutes / this.minutesLeft);
  }

  /** By both short windows, of which the shorter one is not flatter than the next longer ones. */
  #isFullSoon(ageMinutes: number): boolean {
    const { settlingMinutes, fullSoonMinutes } = this.#settings;
    if (!this.#isYoung || ageMinutes < settlingMinutes || this.#level.headroomShare < 0)
      return false;
    const [first = 0, second = 0, third = 0] = this.#slopes.slopes;
    const least = Math.max(0, 100 - this.#slopes.value) / fullSoonMinutes;
    return first >= least && second >= least && first >= third;
  }

  explain(): string {
    const { windowsMinutes, leastSigmas, leastRatio } = this.#settings;
    const { headroomShare } = this.#settings;
    const urgency = this.#urgency();
    const allowed =
      (headroomShare < 0 ? headroomShare * urgency : headroomShare / urgency) + this.#extraShare;
    const slope = this.#slopes.slopes[this.#rise.scale] ?? Number.NaN;
    const soon = this.#fillsSoon ? ', and does not flatten' : '';
    const young = this.#isYoung ? ` in a process that has just started${soon}` : '';
    return `The EWMA of ${formatPercent(this.#level.ewma)} has taken ${formatPercent(100 * this.#level.headroomShare)} of what is free above the healthy high of ${formatPercent(this.#level.highest)}, where ${allowed < 0 ? `more than ${formatPercent(100 * allowed)} alarm` : `${formatPercent(100 * allowed)} are allowed`}, and is ${this.#level.sigmas.toFixed(1)} of its standard deviations above the healthy mean, where ${leastSigmas} are enough; over ${formatMinutes(windowsMinutes[this.#rise.scale] ?? 0)} memory rises ${formatSlope(slope)}, ${this.#rise.ratio.toFixed(2)} times the steepest healthy rise where ${leastRatio} are enough: full in ${formatMinutes(this.minutesLeft)}${young}.`;
  }
}

/** Of young processes, and of others whose start is known. */
const triedShares = [
  { warmUpShare: 0.2, startedShare: 0 },
  { warmUpShare: 0.3, startedShare: 0.1 },
  { warmUpShare: 0.4, startedShare: 0.15 },
  { warmUpShare: 0.3, startedShare: 0.2 },
];

/**
 * For series of which nothing is known yet. A search on 27 recorded machines goes down to 5 % of the headroom
 * below the healthy high and finds more failures of machines; healthy maps stand there all day.
 */
const defaults: ConfirmedRiseSettings = {
  kind: 'confirmed-rise',
  ...historyScales,
  alpha: 0.8,
  headroomShare: 0.05,
  leastSigmas: 3,
  leastRatio: 0.7,
  slopesPerStep: [0.81, 0.33, 0.16, 0.068],
  horizonMinutes: 480,
  warmUpMinutes: settledMinutes,
  urgentMinutes: 120,
  warmUpShare: 0.2,
  startedShare: 0,
  settlingMinutes: 60,
  fullSoonMinutes: 50,
  baselinePoints: 180,
  pointsInRow: 1,
};

/** What a search begins from: its thresholds decide, and the distance from the mean hardly does. */
const searched: ConfirmedRiseSettings = { ...defaults, leastSigmas: 2 };

export const confirmedRise: DetectorDefinition<ConfirmedRiseSettings> = {
  schema: schemaOf<ConfirmedRiseSettings>('confirmed-rise')(
    z.strictObject({
      kind: z.literal('confirmed-rise'),
      samplingMinutes: fields.minutes,
      windowsMinutes: z.array(fields.minutes).min(1),
      alpha: fields.alpha,
      headroomShare: fields.number,
      leastSigmas: fields.number,
      leastRatio: fields.number,
      slopesPerStep: z.array(fields.number),
      horizonMinutes: fields.minutes,
      warmUpMinutes: fields.minutes,
      urgentMinutes: fields.minutes,
      warmUpShare: fields.number,
      startedShare: fields.number,
      settlingMinutes: fields.minutes,
      fullSoonMinutes: fields.minutes,
      baselinePoints: fields.row,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'headroomShare', isMinutesLeft: false },
  // One headroom below what is usual, by a rise that takes forever, is far enough.
  scale: { title: 'Level confirmed by a rise', axis: 'share of the headroom', least: -1 },
  foresees: true,
  watches: 'memory',
  thinning: 'mean',
  grid: (slopesPerStep) =>
    combine(combine([0.5, 0.8], [0.5, 0.7]), combine([30, 60, 120], triedShares)).map(
      ([[alpha, leastRatio], [urgentMinutes, shares]]) => ({
        base: { ...searched, alpha, leastRatio, urgentMinutes, ...shares, slopesPerStep },
        thresholds: [-0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.2],
        pointsInRow: [1, 2],
      }),
    ),
  create: (settings, { history }) => new ConfirmedRise(settings, history),
};
