import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatPercent } from '../format-figures.ts';
import { Sampler } from '../sampler.ts';
import type { SeriesHistory } from '../series-history.ts';
import { combine, type DetectorDefinition } from '../detector-definition.ts';

/** Upper EWMA control chart of the level, against mean and deviation of the healthy history. */
export interface EwmaChartSettings {
  readonly kind: 'ewma-chart';
  readonly alpha: number;
  readonly samplingMinutes: number;
  /** In standard deviations of the stationary EWMA. */
  readonly limitSigmas: number;
  /** Points at the start of a series that stand in for a missing history. */
  readonly baselinePoints: number;
  readonly pointsInRow: number;
}

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

const defaults: EwmaChartSettings = {
  kind: 'ewma-chart',
  alpha: 0.15,
  samplingMinutes: 8,
  limitSigmas: 2.646,
  baselinePoints: 180,
  pointsInRow: 1,
};

export const ewmaChart: DetectorDefinition<EwmaChartSettings> = {
  schema: schemaOf<EwmaChartSettings>('ewma-chart')(
    z.strictObject({
      kind: z.literal('ewma-chart'),
      alpha: fields.alpha,
      samplingMinutes: fields.minutes,
      limitSigmas: fields.number,
      baselinePoints: fields.row,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'limitSigmas', isMinutesLeft: false },
  scale: { title: 'EWMA chart', axis: 'standard deviations' },
  foresees: false,
  watches: 'memory',
  thinning: 'last',
  grid: () =>
    combine([0.05, 0.1, 0.15, 0.3], [2, 8]).map(([alpha, samplingMinutes]) => ({
      base: { ...defaults, alpha, samplingMinutes },
      thresholds: [3, 5, 8, 12, 16, 20, 30, 40, 60, 80],
      pointsInRow: [1, 3],
    })),
  create: (settings, { history }) => new EwmaChartDetector(settings, history),
};
