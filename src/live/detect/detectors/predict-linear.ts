import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatMinutes, formatPercent, formatSlope } from '../format-figures.ts';
import { LinearWindow } from '../linear-window.ts';
import { type DetectorDefinition, triedHorizons } from '../detector-definition.ts';

/** `predict_linear(x[window], horizon) > 100`, for some points in a row. */
export interface PredictLinearSettings {
  readonly kind: 'predict-linear';
  readonly windowMinutes: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/**
 * `predict_linear(x[window], horizon)` as Prometheus computes it: least squares over the samples of
 * the window (both ends included, as up to version 2), extrapolated from the time of evaluation,
 * which is that of the sample. The score is minus the minutes until the line reaches 100 %.
 */
export class PredictLinear implements Detector {
  readonly #settings: PredictLinearSettings;
  readonly #window: LinearWindow;
  #slope = 0;
  #now = 0;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(settings: PredictLinearSettings) {
    this.#settings = settings;
    this.#window = new LinearWindow(settings.windowMinutes);
  }

  push(sample: Sample): boolean {
    this.#window.push(sample.minute, sample.percent);
    if (this.#window.count < 2) {
      this.score = -Infinity;
      this.minutesLeft = Infinity;
      return true;
    }
    this.#slope = this.#window.slope();
    this.#now = this.#window.valueAt(sample.minute, this.#slope);
    if (this.#now > 100) this.minutesLeft = 0;
    else this.minutesLeft = this.#slope > 0 ? (100 - this.#now) / this.#slope : Infinity;
    this.score = -this.minutesLeft;
    return true;
  }

  /** The value that Prometheus gives for a horizon; NaN with fewer than two samples. */
  predict(horizonMinutes: number): number {
    return this.#window.count < 2 ? Number.NaN : this.#now + this.#slope * horizonMinutes;
  }

  explain(): string {
    const { windowMinutes, horizonMinutes } = this.#settings;
    return `The line through the last ${formatMinutes(windowMinutes)} is at ${formatPercent(this.#now)} and rises ${formatSlope(this.#slope)}: in ${formatMinutes(horizonMinutes)} it reads ${formatPercent(this.predict(horizonMinutes))}, full in ${formatMinutes(this.minutesLeft)}.`;
  }
}

const defaults: PredictLinearSettings = {
  kind: 'predict-linear',
  windowMinutes: 30,
  horizonMinutes: 90,
  pointsInRow: 5,
};

export const predictLinear: DetectorDefinition<PredictLinearSettings> = {
  schema: schemaOf<PredictLinearSettings>('predict-linear')(
    z.strictObject({
      kind: z.literal('predict-linear'),
      windowMinutes: fields.minutes,
      horizonMinutes: fields.minutes,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'horizonMinutes', isMinutesLeft: true },
  scale: { title: 'Minutes to exhaustion', axis: 'minutes left' },
  foresees: true,
  watches: 'memory',
  thinning: 'none',
  grid: () =>
    [15, 30, 60, 120, 180].map((windowMinutes) => ({
      base: { ...defaults, windowMinutes },
      thresholds: triedHorizons,
      pointsInRow: [1, 3, 5, 15],
    })),
  create: (settings) => new PredictLinear(settings),
};
