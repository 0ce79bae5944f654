import type { StaticThresholdSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { formatPercent } from './format-figures.ts';

/** Level above a figure. The score is the level; it foresees nothing. */
export class StaticThreshold implements Detector {
  readonly #settings: StaticThresholdSettings;
  score: number = -Infinity;
  readonly minutesLeft: number = Infinity;

  constructor(settings: StaticThresholdSettings) {
    this.#settings = settings;
  }

  push(sample: Sample): boolean {
    this.score = sample.percent;
    return true;
  }

  explain(): string {
    const { thresholdPercent, pointsInRow } = this.#settings;
    return `Memory is at ${formatPercent(this.score)}, above ${formatPercent(thresholdPercent)} for ${pointsInRow} samples in a row.`;
  }
}
