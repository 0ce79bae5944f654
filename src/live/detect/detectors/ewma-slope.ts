import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import { fields } from '../setting-fields.ts';
import type { Detector, Sample } from '../detector.ts';
import { SmoothedSlope } from '../smoothed-slope.ts';
import { formatMinutes, formatPercent, formatSlope } from '../format-figures.ts';
import {
  combine,
  type DetectorDefinition,
  triedAlphas,
  triedRows,
  triedSamplings,
  triedSlopes,
} from '../detector-definition.ts';

/** EWMA slope that is both above a figure and reaches the limit within a horizon. */
export interface EwmaSlopeSettings {
  readonly kind: 'ewma-slope';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly slopePercentPerMinute: number;
  readonly horizonMinutes: number;
  readonly pointsInRow: number;
}

/** EWMA slope with a time-to-exhaustion gate. The score is the slope, -Infinity beyond the horizon. */
export class EwmaSlopeHorizon implements Detector {
  readonly #settings: EwmaSlopeSettings;
  readonly #ewma: SmoothedSlope;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(settings: EwmaSlopeSettings) {
    this.#settings = settings;
    this.#ewma = new SmoothedSlope(settings.alpha, settings.samplingMinutes);
  }

  push(sample: Sample): boolean {
    if (!this.#ewma.push(sample)) return false;
    this.minutesLeft = this.#ewma.minutesToFull();
    this.score = this.minutesLeft < this.#settings.horizonMinutes ? this.#ewma.slope : -Infinity;
    return true;
  }

  explain(): string {
    const { slopePercentPerMinute, horizonMinutes } = this.#settings;
    return `The EWMA is at ${formatPercent(this.#ewma.level)} and rises ${formatSlope(this.#ewma.slope)}, above ${formatSlope(slopePercentPerMinute)}: full in ${formatMinutes(this.minutesLeft)}, sooner than ${formatMinutes(horizonMinutes)}.`;
  }
}

const defaults: EwmaSlopeSettings = {
  kind: 'ewma-slope',
  alpha: 0.15,
  samplingMinutes: 8,
  slopePercentPerMinute: 0.021,
  horizonMinutes: 240,
  pointsInRow: 3,
};

export const ewmaSlope: DetectorDefinition<EwmaSlopeSettings> = {
  schema: schemaOf<EwmaSlopeSettings>('ewma-slope')(
    z.strictObject({
      kind: z.literal('ewma-slope'),
      alpha: fields.alpha,
      samplingMinutes: fields.minutes,
      slopePercentPerMinute: fields.number,
      horizonMinutes: fields.minutes,
      pointsInRow: fields.row,
    }),
  ),
  defaults,
  threshold: { key: 'slopePercentPerMinute', isMinutesLeft: false },
  scale: { title: 'EWMA slope', axis: '% a minute' },
  foresees: true,
  watches: 'memory',
  thinning: 'last',
  grid: () =>
    combine(combine(triedAlphas, triedSamplings), [60, 120, 240, 480]).map(
      ([[alpha, samplingMinutes], horizonMinutes]) => ({
        base: { ...defaults, alpha, samplingMinutes, horizonMinutes },
        thresholds: triedSlopes,
        pointsInRow: triedRows,
      }),
    ),
  create: (settings) => new EwmaSlopeHorizon(settings),
};
