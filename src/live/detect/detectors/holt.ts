import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { formatMinutes, formatPercent, formatSlope } from '../format-figures.ts';
import { Sampler } from '../sampler.ts';
import { combine, type DetectorDefinition, triedHorizons } from '../detector-definition.ts';

/** Holt's level and trend, extrapolated to the limit. */
export interface HoltSettings {
  readonly kind: 'holt';
  readonly alpha: number;
  readonly beta: number;
  readonly samplingMinutes: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** Holt's double exponential smoothing. The score is minus the minutes until the level is full. */
export class Holt implements Detector {
  readonly #settings: HoltSettings;
  readonly #sampler: Sampler;
  #points = 0;
  #level = 0;
  /** Percent per interval. */
  #trend = 0;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(settings: HoltSettings) {
    this.#settings = settings;
    this.#sampler = new Sampler(settings.samplingMinutes, false);
  }

  push(sample: Sample): boolean {
    if (!this.#sampler.push(sample, sample.percent)) return false;
    const { value } = this.#sampler;
    const { alpha, beta, samplingMinutes } = this.#settings;
    if (this.#sampler.isFresh) this.#points = 0;
    this.#points += 1;
    if (this.#points === 1) {
      this.#level = value;
      this.#trend = 0;
    } else {
      const before = this.#level;
      this.#level = alpha * value + (1 - alpha) * (this.#level + this.#trend);
      this.#trend = beta * (this.#level - before) + (1 - beta) * this.#trend;
    }
    this.minutesLeft =
      this.#trend > 0 ? (Math.max(0, 100 - this.#level) / this.#trend) * samplingMinutes : Infinity;
    this.score = this.#points < 3 ? -Infinity : -this.minutesLeft;
    return true;
  }

  explain(): string {
    const { samplingMinutes, horizonMinutes } = this.#settings;
    return `Holt's level is ${formatPercent(this.#level)} with a trend of ${formatSlope(this.#trend / samplingMinutes)}: full in ${formatMinutes(this.minutesLeft)}, sooner than ${formatMinutes(horizonMinutes)}.`;
  }
}

const defaults: HoltSettings = {
  kind: 'holt',
  alpha: 0.3,
  beta: 0.1,
  samplingMinutes: 2,
  horizonMinutes: 90,
  pointsInRow: 1,
};

export const holt: DetectorDefinition<HoltSettings> = {
  schema: schemaOf<HoltSettings>('holt')(
    z.strictObject({
      kind: z.literal('holt'),
      alpha: fields.alpha,
      beta: fields.alpha,
      samplingMinutes: fields.minutes,
      horizonMinutes: fields.minutes,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'horizonMinutes', isMinutesLeft: true },
  scale: { title: 'Minutes to exhaustion', axis: 'minutes left' },
  foresees: true,
  watches: 'memory',
  thinning: 'last',
  grid: () =>
    combine(combine([0.1, 0.2, 0.3, 0.4, 0.5], [1, 2, 4]), [0.05, 0.1, 0.2]).map(
      ([[alpha, samplingMinutes], beta]) => ({
        base: { ...defaults, alpha, beta, samplingMinutes },
        thresholds: triedHorizons,
        pointsInRow: [1, 2, 3],
      }),
    ),
  create: (settings) => new Holt(settings),
};
