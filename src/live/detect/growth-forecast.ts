import { median } from '../../base/stats/median.ts';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import type { GrowthForecastSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { formatMinutes } from './format-figures.ts';
import { entriesThatExhaust, type GrowthModel } from './growth-model.ts';
import { Sampler } from './sampler.ts';

const stepsOfMedian = 5;

/**
 * When the next growth comes, by an EWMA of the rate of entries (each the median of five), and whether its peak fits. The
 * score is minus the minutes to a growth that does not fit, -Infinity if it fits or none comes.
 */
export class GrowthForecast implements Detector {
  readonly #settings: GrowthForecastSettings;
  readonly #model: GrowthModel;
  readonly #limitBytes: number;
  readonly #sampler: Sampler;
  #mostEntries = 0;
  #before = Number.NaN;
  #minuteBefore = 0;
  #rate = Number.NaN;
  #steps: number[] = [];
  #needed = 0;
  #left = 0;
  #otherBytes = Number.NaN;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

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
    this.minutesLeft =
      isNearHigh && this.#rate > 0 ? Math.max(0, exhausting - entries) / this.#rate : Infinity;
    this.score = -this.minutesLeft;
    return true;
  }

  explain(): string {
    return `The map doubles in ${formatMinutes(this.minutesLeft)} at ${Math.round(this.#rate)} entries a minute, needs ${formatBytes(this.#needed)}, ${formatBytes(Math.max(0, this.#left))} are left.`;
  }

  #learnRate(minute: number, entries: number, isFresh: boolean): void {
    if (isFresh || Number.isNaN(this.#before)) {
      this.#rate = Number.NaN;
      this.#steps = [];
    } else {
      this.#steps.push((entries - this.#before) / (minute - this.#minuteBefore));
      if (this.#steps.length > stepsOfMedian) this.#steps.shift();
      // A burst is over before it is half of the steps: the median never sees it.
      const rate = median(this.#steps);
      const { alpha } = this.#settings;
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
