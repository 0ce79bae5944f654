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

/** Slope of the last three EWMA points above a fixed figure: the rule that the product started from. */
export interface SourceRuleSettings {
  readonly kind: 'source-rule';
  readonly alpha: number;
  readonly samplingMinutes: number;
  readonly slopePercentPerMinute: number;
  readonly pointsInRow: number;
}

/** Slope of the last three EWMA points above a fixed figure. The score is that slope. */
export class SourceRule implements Detector {
  readonly #settings: SourceRuleSettings;
  readonly #ewma: SmoothedSlope;
  score: number = -Infinity;

  constructor(settings: SourceRuleSettings) {
    this.#settings = settings;
    this.#ewma = new SmoothedSlope(settings.alpha, settings.samplingMinutes);
  }

  get minutesLeft(): number {
    return this.#ewma.minutesToFull();
  }

  push(sample: Sample): boolean {
    if (!this.#ewma.push(sample)) return false;
    this.score = Number.isNaN(this.#ewma.slope) ? -Infinity : this.#ewma.slope;
    return true;
  }

  explain(): string {
    const { alpha, samplingMinutes, slopePercentPerMinute, pointsInRow } = this.#settings;
    return `The EWMA (alpha ${alpha}) rises ${formatSlope(this.score)}, above ${formatSlope(slopePercentPerMinute)} for ${pointsInRow} points of ${samplingMinutes} minutes in a row; it is at ${formatPercent(this.#ewma.level)}, full in ${formatMinutes(this.minutesLeft)}.`;
  }
}

/** The design's own numbers, and what they were said to do. */
export const designPreset: {
  readonly settings: SourceRuleSettings;
  readonly claim: { readonly leadMinutes: number; readonly warned: number; readonly of: number };
} = {
  settings: {
    kind: 'source-rule',
    alpha: 0.15,
    samplingMinutes: 8,
    slopePercentPerMinute: 0.021,
    pointsInRow: 3,
  },
  claim: { leadMinutes: 23, warned: 25, of: 27 },
};

export const sourceRule: DetectorDefinition<SourceRuleSettings> = {
  schema: schemaOf<SourceRuleSettings>('source-rule')(
    z.strictObject({
      kind: z.literal('source-rule'),
      alpha: fields.alpha,
      samplingMinutes: fields.minutes,
      slopePercentPerMinute: fields.number,
      pointsInRow: fields.row,
    }),
  ),
  defaults: designPreset.settings,
  threshold: { key: 'slopePercentPerMinute', isMinutesLeft: false },
  scale: { title: 'EWMA slope', axis: '% a minute' },
  foresees: true,
  watches: 'memory',
  thinning: 'last',
  grid: () =>
    combine(triedAlphas, triedSamplings).map(([alpha, samplingMinutes]) => ({
      base: { ...designPreset.settings, alpha, samplingMinutes },
      thresholds: triedSlopes,
      pointsInRow: triedRows,
    })),
  create: (settings) => new SourceRule(settings),
};
