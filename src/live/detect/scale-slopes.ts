import type { Sample } from './detector.ts';
import { LinearWindow } from './linear-window.ts';
import { Sampler } from './sampler.ts';

/** Slopes and levels of a series on several windows, point by point. */
export interface SlopeSource {
  push(sample: Sample): boolean;
  /** Percent per minute, one per window; NaN while a window is less than nine tenths full. */
  readonly slopes: Float64Array;
  /** Fitted level at the last point, one per window. */
  readonly levels: Float64Array;
  /** The last point. */
  readonly value: number;
  /** Steps from point to point so far, and their mean size in percent. */
  readonly steps: number;
  readonly meanStep: number;
}

/**
 * Least-squares slopes of one series on several windows, over points that are means of the samples
 * of one sampling interval.
 */
export class ScaleSlopes implements SlopeSource {
  readonly #sampler: Sampler;
  readonly #windows: readonly LinearWindow[];
  readonly #widths: readonly number[];
  readonly #interval: number;
  readonly slopes: Float64Array;
  readonly levels: Float64Array;
  steps: number = 0;
  meanStep: number = 0;
  #before = Number.NaN;

  constructor(windowsMinutes: readonly number[], samplingMinutes: number) {
    this.#sampler = new Sampler(samplingMinutes, true);
    this.#interval = samplingMinutes;
    this.#widths = windowsMinutes;
    this.#windows = windowsMinutes.map((width) => new LinearWindow(width));
    this.slopes = new Float64Array(windowsMinutes.length).fill(Number.NaN);
    this.levels = new Float64Array(windowsMinutes.length).fill(Number.NaN);
  }

  get value(): number {
    return this.#sampler.value;
  }

  push(sample: Sample): boolean {
    if (!this.#sampler.push(sample, sample.percent)) return false;
    const { minute, value, isFresh } = this.#sampler;
    if (!isFresh) {
      this.steps += 1;
      this.meanStep += (Math.abs(value - this.#before) - this.meanStep) / this.steps;
    }
    this.#before = value;
    for (let i = 0; i < this.#windows.length; i++) {
      const window = this.#windows[i];
      const width = this.#widths[i];
      if (window === undefined || width === undefined) continue;
      if (isFresh) window.clear();
      window.push(minute, value);
      const isFull =
        window.span >= 0.9 * width - this.#interval &&
        window.count >= Math.max(3, (0.6 * width) / this.#interval);
      const slope = isFull ? window.slope() : Number.NaN;
      this.slopes[i] = slope;
      this.levels[i] = isFull ? window.valueAt(minute, slope) : Number.NaN;
    }
    return true;
  }
}
