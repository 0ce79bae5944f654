import type { EwmaSlopeSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { EwmaSlope } from './ewma-slope.ts';
import { formatMinutes, formatPercent, formatSlope } from './format-figures.ts';

/** EWMA slope with a time-to-exhaustion gate. The score is the slope, -Infinity beyond the horizon. */
export class EwmaSlopeHorizon implements Detector {
  readonly #settings: EwmaSlopeSettings;
  readonly #ewma: EwmaSlope;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(settings: EwmaSlopeSettings) {
    this.#settings = settings;
    this.#ewma = new EwmaSlope(settings.alpha, settings.samplingMinutes);
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
