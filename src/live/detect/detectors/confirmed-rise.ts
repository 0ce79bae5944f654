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
  /** A process whose start is known must have taken this on top of it: each version has a level of its own. */
  readonly startedShare: number;
  /** A process this young warms up: what it settles at counts as usual afterwards. */
  readonly warmUpMinutes: number;
  /** A young process that is older than this is no more in its steepest climb. */
  readonly settlingMinutes: number;
  /** Such a process alarms whatever its EWMA has taken, once its last point has taken so much and it is full within so many minutes. */
  readonly fullSoonShare: number;
  readonly fullSoonMinutes: number;
  /** The same of an older process whose start is known. */
  readonly settledSoonShare: number;
  readonly settledSoonMinutes: number;
  /** A young process alarms at any level that is high enough for `leastSigmas`, full within so many minutes by three windows that it fills. */
  readonly steadyFullMinutes: number;
  /** What a process warms up to is usual while it leaves so much of the limit free. */
  readonly leastFreePercent: number;
  /** Points at the start of a series that stand in for a missing history. */
  readonly baselinePoints: number;
  readonly pointsInRow: number;
}

/** The second window looks back further: it agrees where it fills the limit within so many times the minutes. */
export const longerTime = 1.5;

/**
 * Two detectors that must agree: an EWMA chart of the level (Roberts 1959), whose distance from the
 * healthy mean is the score, and a slope on one of several windows that is no everyday one and fills
 * the limit within the horizon. A shift to another level has no slope, a swing of every day no
 * unusual level. Of a process that has just started, climbing is what is expected: more of it counts, or
 * that it is full soon at a pace that several windows agree on.
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
    this.#level = new RunningLevel(settings, history);
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
    this.#extraShare = Number.isFinite(ageMinutes) ? this.#settings.startedShare : 0;
    this.#fillsSoon = false;
    this.score = this.#scoreOf(ageMinutes);
    return true;
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

  /** Of a process whose start is known. */
  #isFullSoon(ageMinutes: number): boolean {
    const { settlingMinutes, steadyFullMinutes, windowsMinutes } = this.#settings;
    if (ageMinutes < settlingMinutes || !Number.isFinite(ageMinutes)) return false;
    const [least, soon] = this.#isYoung
      ? [this.#settings.fullSoonShare, this.#settings.fullSoonMinutes]
      : [this.#settings.settledSoonShare, this.#settings.settledSoonMinutes];
    const isAbove = this.#level.headroomShareOf(this.#slopes.value) >= least;
    if (isAbove && this.#fillsWithin([soon, longerTime * soon])) return true;
    return (
      this.#isYoung &&
      ageMinutes >= (windowsMinutes[2] ?? Infinity) &&
      this.#fillsWithin([steadyFullMinutes, steadyFullMinutes, steadyFullMinutes])
    );
  }

  /** By the slopes of as many windows, shortest first. */
  #fillsWithin(minutes: readonly number[]): boolean {
    const free = Math.max(0, 100 - this.#slopes.value);
    return minutes.every((most, i) => (this.#slopes.slopes[i] ?? Number.NaN) * most >= free);
  }

  explain(): string {
    const { windowsMinutes, leastSigmas, leastRatio } = this.#settings;
    const { headroomShare } = this.#settings;
    const urgency = this.#urgency();
    const allowed =
      (headroomShare < 0 ? headroomShare * urgency : headroomShare / urgency) + this.#extraShare;
    const slope = this.#slopes.slopes[this.#rise.scale] ?? Number.NaN;
    const soon = this.#fillsSoon
      ? `; the pace of the last ${formatMinutes(windowsMinutes[0] ?? 0)} is enough by itself`
      : '';
    const young = this.#isYoung ? ' in a process that has just started' : '';
    return `The EWMA of ${formatPercent(this.#level.ewma)} has taken ${formatPercent(100 * this.#level.headroomShare)} of what is free above the healthy high of ${formatPercent(this.#level.highest)}, where ${allowed < 0 ? `more than ${formatPercent(100 * allowed)} alarm` : `${formatPercent(100 * allowed)} are allowed`}, and is ${this.#level.sigmas.toFixed(1)} of its standard deviations above the healthy mean, where ${leastSigmas} are enough; over ${formatMinutes(windowsMinutes[this.#rise.scale] ?? 0)} memory rises ${formatSlope(slope)}, ${this.#rise.ratio.toFixed(2)} times the steepest healthy rise where ${leastRatio} are enough: full in ${formatMinutes(this.minutesLeft)}${young}${soon}.`;
  }
}

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
  startedShare: 0.35,
  settlingMinutes: 40,
  fullSoonShare: 0.05,
  fullSoonMinutes: 50,
  settledSoonShare: 0.15,
  settledSoonMinutes: 80,
  steadyFullMinutes: 25,
  leastFreePercent: 12,
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
      startedShare: fields.number,
      settlingMinutes: fields.minutes,
      fullSoonShare: fields.number,
      fullSoonMinutes: fields.minutes,
      settledSoonShare: fields.number,
      settledSoonMinutes: fields.minutes,
      steadyFullMinutes: fields.minutes,
      leastFreePercent: fields.number,
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
    combine(combine([0.5, 0.8], [0.5, 0.7]), [30, 60, 120]).map(
      ([[alpha, leastRatio], urgentMinutes]) => ({
        base: { ...searched, alpha, leastRatio, urgentMinutes, slopesPerStep },
        thresholds: [-0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.13, 0.2],
        // Two detectors agree already: what a second point costs in time is missed in a warm-up.
        pointsInRow: [1],
      }),
    ),
  create: (settings, { history }) => new ConfirmedRise(settings, history),
};
