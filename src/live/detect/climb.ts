import type { Sample } from './detector.ts';
import { LinearWindow } from './linear-window.ts';
import { Sampler } from './sampler.ts';
import { historyScales, type SeriesHistory } from './series-history.ts';

/** How a series has climbed so far, in figures from which its end is told. */
export interface ClimbFigures {
  /** Minutes to the limit at the least-squares slope of the last 15 minutes. */
  readonly recent: number;
  /** The same of the last hour. */
  readonly lastHour: number;
  /** Minutes to the limit at the mean pace since a quarter of the climb was done. */
  readonly sinceQuarter: number;
  /** The same since three quarters of it were done. */
  readonly sinceThreeQuarters: number;
  /** The same since nine tenths of it were. */
  readonly sinceNineTenths: number;
  /** Share of the way from the usual level to the limit that is done, above 0 and below 1. */
  readonly doneShare: number;
  /** Percent of the limit that are left, at least a quarter. */
  readonly freePercent: number;
}

const recentMinutes = 15;
const hourMinutes = 60;
/** Longest time to the limit that a pace is told as, and longest time that one is looked back over. */
const longestMinutes = 5000;
const longestLookBack = 1500;
const levelsPerPercent = 4;
/** Points at the start of a series whose mean stands in for a missing history. */
const baselinePoints = 180;

/**
 * Follows the climb of one series. A sample costs O(1); the figures, which are asked for while an alarm
 * is up, cost a look at each level of a quarter percent.
 */
export class Climb {
  readonly #sampler = new Sampler(historyScales.samplingMinutes, true);
  readonly #window = new LinearWindow(recentMinutes);
  readonly #hour = new LinearWindow(hourMinutes);
  /** The last minute at each level, in steps of a quarter percent. */
  readonly #lastAt = new Float64Array(100 * levelsPerPercent + 1).fill(-Infinity);
  readonly #hasHistory: boolean;
  #usual: number;
  #seen = 0;
  #ageMinutes = Infinity;

  constructor(history: SeriesHistory | null) {
    this.#hasHistory = history !== null;
    this.#usual = history?.meanPercent ?? 0;
  }

  push(sample: Sample): void {
    this.#ageMinutes = sample.ageMinutes ?? Infinity;
    if (!this.#sampler.push(sample, sample.percent)) return;
    const { minute, value, isFresh } = this.#sampler;
    for (const window of [this.#window, this.#hour]) {
      if (isFresh) window.clear();
      window.push(minute, value);
    }
    this.#lastAt[levelOf(value)] = minute;
    if (this.#hasHistory || this.#seen >= baselinePoints) return;
    this.#seen += 1;
    this.#usual += (value - this.#usual) / this.#seen;
  }

  /** Of the last point. */
  figures(): ClimbFigures {
    const { value } = this.#sampler;
    const climbed = Math.max(1, value - this.#usual);
    const left = Math.max(1 / levelsPerPercent, 100 - value);
    return {
      recent: atSlope(left, this.#window.slope()),
      lastHour: atSlope(left, this.#hour.slope()),
      sinceQuarter: this.#atPaceSince(0.25, climbed, left),
      sinceThreeQuarters: this.#atPaceSince(0.75, climbed, left),
      sinceNineTenths: this.#atPaceSince(0.9, climbed, left),
      doneShare: climbed / (climbed + left),
      freePercent: left,
    };
  }

  #atPaceSince(share: number, climbed: number, left: number): number {
    const highest = levelOf(this.#usual + share * climbed);
    let last = -Infinity;
    for (let level = 0; level <= highest; level++)
      last = Math.max(last, this.#lastAt[level] ?? -Infinity);
    const since = Math.min(longestLookBack, this.#ageMinutes, this.#sampler.minute - last);
    return asMinutes((left / (climbed * (1 - share))) * Math.max(1, since));
  }
}

function levelOf(percent: number): number {
  return Math.round(levelsPerPercent * Math.min(100, Math.max(0, percent)));
}

function atSlope(left: number, slope: number): number {
  return asMinutes(slope > 0 ? left / slope : longestMinutes);
}

function asMinutes(minutes: number): number {
  return Math.min(longestMinutes, Math.max(1, minutes));
}
