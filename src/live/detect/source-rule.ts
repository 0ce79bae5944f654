import type { SourceRuleSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { EwmaSlope } from './ewma-slope.ts';
import { formatMinutes, formatPercent, formatSlope } from './format-figures.ts';

/** Slope of the last three EWMA points above a fixed figure. The score is that slope. */
export class SourceRule implements Detector {
  readonly #settings: SourceRuleSettings;
  readonly #ewma: EwmaSlope;
  score: number = -Infinity;

  constructor(settings: SourceRuleSettings) {
    this.#settings = settings;
    this.#ewma = new EwmaSlope(settings.alpha, settings.samplingMinutes);
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
