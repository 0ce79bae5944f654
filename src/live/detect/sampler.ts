import type { Sample } from './detector.ts';

/**
 * Thins a series to one point per interval. A point is taken from the first sample that is at least
 * one interval after the last point, so it costs no delay. After a gap of more than 30 minutes and three
 * intervals, `isFresh` says that what came before no longer counts. Thinning a thinned series changes
 * nothing, so several detectors can share one.
 */
export class Sampler {
  readonly #interval: number;
  readonly #averages: boolean;
  readonly #longGap: number;
  #due = -Infinity;
  #sum = 0;
  #count = 0;
  /** The last point. */
  minute: number = -Infinity;
  value: number = Number.NaN;
  /** Whether the last point is the first of the series, or the first after a long gap. */
  isFresh: boolean = true;

  /** @param averages a point is the mean of the samples since the last one, not the last sample */
  constructor(intervalMinutes: number, averages: boolean) {
    this.#interval = intervalMinutes;
    this.#averages = averages;
    this.#longGap = longGapMinutes(intervalMinutes);
  }

  /** `true` if the sample completed a point. */
  push(sample: Sample, value: number): boolean {
    const { minute } = sample;
    this.#sum += value;
    this.#count += 1;
    const isFresh = minute - this.minute > this.#longGap;
    if (isFresh) {
      this.#sum = value;
      this.#count = 1;
    } else if (minute < this.#due - 1e-6) {
      return false;
    }
    this.minute = minute;
    this.value = this.#averages ? this.#sum / this.#count : value;
    this.isFresh = isFresh;
    this.#sum = 0;
    this.#count = 0;
    // A late sample must not shift the grid, or the interval would creep.
    this.#due =
      isFresh || minute >= this.#due + this.#interval
        ? minute + this.#interval
        : this.#due + this.#interval;
    return true;
  }
}

/** The distance of two points above which the earlier ones no longer count. */
export function longGapMinutes(intervalMinutes: number): number {
  return 30 + 3 * intervalMinutes;
}
