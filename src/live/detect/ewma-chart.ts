import type { EwmaChartSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { formatPercent } from './format-figures.ts';
import { Sampler } from './sampler.ts';
import type { SeriesHistory } from './series-history.ts';

/**
 * Upper EWMA control chart of the level (Roberts 1959). The score is the EWMA's distance from the
 * healthy mean in standard deviations of the stationary EWMA, sigma * sqrt(alpha / (2 - alpha)).
 * Without a history the first points of the series stand in for it.
 */
export class EwmaChartDetector implements Detector {
  readonly #settings: EwmaChartSettings;
  readonly #sampler: Sampler;
  readonly #scale: number;
  #mean: number;
  #deviation: number;
  #seen = 0;
  #sumOfSquares = 0;
  #level = Number.NaN;
  score: number = -Infinity;
  readonly minutesLeft: number = Infinity;

  constructor(settings: EwmaChartSettings, history: SeriesHistory | null) {
    this.#settings = settings;
    this.#sampler = new Sampler(settings.samplingMinutes, false);
    this.#scale = Math.sqrt(settings.alpha / (2 - settings.alpha));
    this.#mean = history?.meanPercent ?? 0;
    this.#deviation = history?.deviationPercent ?? 0;
    if (history !== null) this.#seen = settings.baselinePoints;
  }

  push(sample: Sample): boolean {
    if (!this.#sampler.push(sample, sample.percent)) return false;
    const { value } = this.#sampler;
    if (this.#seen < this.#settings.baselinePoints) return this.#learn(value);
    this.#level = Number.isNaN(this.#level)
      ? this.#mean
      : this.#level + this.#settings.alpha * (value - this.#level);
    // A series that never moved has no deviation: a tenth of a percent keeps the score finite.
    this.score = (this.#level - this.#mean) / (Math.max(0.1, this.#deviation) * this.#scale);
    return true;
  }

  explain(): string {
    return `The EWMA of ${formatPercent(this.#level)} is ${this.score.toFixed(1)} of its standard deviations above the healthy mean of ${formatPercent(this.#mean)}, the limit being ${this.#settings.limitSigmas}.`;
  }

  /** Welford's running mean and variance. */
  #learn(value: number): boolean {
    this.#seen += 1;
    const distance = value - this.#mean;
    this.#mean += distance / this.#seen;
    this.#sumOfSquares += distance * (value - this.#mean);
    this.#deviation = Math.sqrt(this.#sumOfSquares / Math.max(1, this.#seen - 1));
    return true;
  }
}
