import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { growthAhead } from '../../../maps/model/size/growth-ahead.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatMinutes } from '../format-figures.ts';
import { entriesThatExhaust, type GrowthModel } from '../growth-model.ts';
import { RunningMedian } from '../running-median.ts';
import { Sampler } from '../sampler.ts';
import { combine, type DetectorDefinition, triedHorizons } from '../detector-definition.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** EWMA of the entry rate against the map's next growth, its peak bytes and the limit. */
export interface GrowthForecastSettings {
  readonly kind: 'growth-forecast';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly horizonMinutes: number;
  /** Entries must be at this share of the most the map has held, or more: below, it only refills. */
  readonly nearHighShare: number;
  /** Percent of the limit by which the peak must fail to fit; negative warns of near misses. */
  readonly marginPercent: number;
  readonly pointsInRow: number;
}

const stepsOfMedian = 5;
/**
 * The variance of a mean of running medians of five, over that of a mean of the steps themselves: a
 * median of five normal values has 0.287 of their variance, and each step is in five medians.
 */
const varianceOfMedians = 5 * 0.287;

/**
 * When the next growth comes, by an EWMA of the rate of entries (each the median of five), and whether its peak fits. The
 * score is minus the minutes to a growth that does not fit, -Infinity if it fits or none comes.
 */
export class GrowthForecast implements Detector {
  readonly #settings: GrowthForecastSettings;
  readonly #model: GrowthModel;
  readonly #limitBytes: number;
  readonly #sampler: Sampler;
  readonly #steps = new RunningMedian(stepsOfMedian);
  #mostEntries = 0;
  #before = Number.NaN;
  #minuteBefore = 0;
  #rate = Number.NaN;
  /** EWMA of the squared distance of a step from the rate. */
  #variance = 0;
  #needed = 0;
  #left = 0;
  #otherBytes = Number.NaN;
  score: number = -Infinity;
  minutesLeft: number = Infinity;
  deviationMinutes: number = Infinity;

  constructor(settings: GrowthForecastSettings, model: GrowthModel, limitBytes: number) {
    this.#settings = settings;
    this.#model = model;
    this.#limitBytes = limitBytes;
    this.#sampler = new Sampler(settings.samplingMinutes, false);
  }

  push(sample: Sample): boolean {
    if (!this.#sampler.push(sample, sample.entries)) return false;
    const { minute, value: entries, isFresh } = this.#sampler;
    this.#learnRate(minute, entries, isFresh);
    // Fewer entries may be deletes, which free nothing; next to none is a map that was made anew.
    const isRestart = entries < this.#mostEntries / 1000;
    this.#mostEntries = isRestart ? entries : Math.max(this.#mostEntries, entries);
    const held = this.#model.bytesHeld(this.#mostEntries);
    this.#learnOther((sample.percent / 100) * this.#limitBytes - held, isFresh || isRestart);
    const available = this.#limitBytes - this.#otherBytes;
    const step = this.#model.upcoming(this.#mostEntries);
    this.#left = available - held;
    this.#needed = step === null ? 0 : Math.max(step.bytesDuring, step.bytesAfter) - held;
    const margin = (this.#settings.marginPercent / 100) * this.#limitBytes;
    const exhausting = step === null ? Infinity : entriesThatExhaust(step, available + margin);
    // A map that only fills up again to where it was takes no new table.
    const isNearHigh = entries >= this.#settings.nearHighShare * this.#mostEntries;
    const { inMinutes } = growthAhead(
      { entries: exhausting, bytesDuring: null },
      { entries, ratePerMinute: this.#rate, limitBytes: null },
    );
    this.minutesLeft = isNearHigh ? (inMinutes ?? Infinity) : Infinity;
    this.deviationMinutes = this.#deviationOf(this.minutesLeft);
    this.score = -this.minutesLeft;
    return true;
  }

  explain(): string {
    return `The map doubles in ${formatMinutes(this.minutesLeft)} at ${Math.round(this.#rate)} entries a minute, needs ${formatBytes(this.#needed)}, ${formatBytes(Math.max(0, this.#left))} are left.`;
  }

  /**
   * By the arrival process: entries come in steps of some variance, so the sum that is missing takes a time
   * with that of as many steps; the rate itself is a mean of few of them; and a growth is seen at the
   * next sample only.
   */
  #deviationOf(minutes: number): number {
    if (!Number.isFinite(minutes)) return Infinity;
    const { alpha, samplingMinutes } = this.#settings;
    const relative = this.#variance / this.#rate ** 2;
    const ofArrivals = minutes * samplingMinutes * relative;
    const ofRate = minutes ** 2 * relative * varianceOfMedians * (alpha / (2 - alpha));
    return Math.sqrt(ofArrivals + ofRate + samplingMinutes ** 2 / 12);
  }

  #learnRate(minute: number, entries: number, isFresh: boolean): void {
    if (isFresh || Number.isNaN(this.#before)) {
      this.#rate = Number.NaN;
      this.#variance = 0;
      this.#steps.clear();
    } else {
      // A burst is over before it is half of the steps: the median never sees it.
      const step = (entries - this.#before) / (minute - this.#minuteBefore);
      const rate = this.#steps.push(step);
      const { alpha } = this.#settings;
      const expected = Number.isNaN(this.#rate) ? rate : this.#rate;
      this.#variance += alpha * ((step - expected) ** 2 - this.#variance);
      this.#rate = Number.isNaN(this.#rate) ? rate : this.#rate + alpha * (rate - this.#rate);
    }
    this.#before = entries;
    this.#minuteBefore = minute;
  }

  /** Memory beside the map is noisy: smoothed like the rate. */
  #learnOther(otherBytes: number, isFresh: boolean): void {
    this.#otherBytes =
      isFresh || Number.isNaN(this.#otherBytes)
        ? otherBytes
        : this.#otherBytes + this.#settings.alpha * (otherBytes - this.#otherBytes);
  }
}

const defaults: GrowthForecastSettings = {
  kind: 'growth-forecast',
  alpha: 0.1,
  samplingMinutes: 1,
  horizonMinutes: 60,
  nearHighShare: 0.98,
  marginPercent: -2,
  pointsInRow: 3,
};

export const growthForecast: DetectorDefinition<GrowthForecastSettings> = {
  schema: schemaOf<GrowthForecastSettings>('growth-forecast')(
    z.strictObject({
      kind: z.literal('growth-forecast'),
      alpha: fields.alpha,
      samplingMinutes: fields.minutes,
      horizonMinutes: fields.minutes,
      nearHighShare: fields.number,
      marginPercent: fields.number,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'horizonMinutes', isMinutesLeft: true },
  scale: { title: 'Minutes to a growth that does not fit', axis: 'minutes left' },
  foresees: true,
  watches: 'map',
  // It samples entries too, which thinning would lose.
  thinning: 'none',
  grid: () =>
    combine(combine([0.05, 0.1, 0.2, 0.4], [-4, -3, -2, -1, 0, 1]), [0.95, 0.98]).map(
      ([[alpha, marginPercent], nearHighShare]) => ({
        base: { ...defaults, alpha, marginPercent, nearHighShare },
        thresholds: triedHorizons,
        pointsInRow: [1, 3, 5],
      }),
    ),
  create(settings, { growth }) {
    if (growth === null)
      throw new SandboxError(
        'input',
        'expected a trace with a map, its entries and a limit in bytes for the growth forecast',
      );
    return new GrowthForecast(settings, growth.model, growth.limitBytes);
  },
};
