import { Sampler } from './sampler.ts';
import type { Sample } from './detector.ts';

/**
 * Exponentially weighted moving average of a thinned series, and the least-squares slope through its
 * last three points, which for equal distances is their outer difference over two intervals.
 */
export class SmoothedSlope {
  readonly #alpha: number;
  readonly #interval: number;
  readonly #sampler: Sampler;
  #points = 0;
  #oneBefore = 0;
  #twoBefore = 0;
  level: number = Number.NaN;
  /** Percent per minute; NaN until three points were seen. */
  slope: number = Number.NaN;

  constructor(alpha: number, samplingMinutes: number) {
    this.#alpha = alpha;
    this.#interval = samplingMinutes;
    this.#sampler = new Sampler(samplingMinutes, false);
  }

  push(sample: Sample): boolean {
    if (!this.#sampler.push(sample, sample.percent)) return false;
    const { value } = this.#sampler;
    if (this.#sampler.isFresh) this.#points = 0;
    this.#twoBefore = this.#oneBefore;
    this.#oneBefore = this.level;
    this.level = this.#points === 0 ? value : (1 - this.#alpha) * this.level + this.#alpha * value;
    this.#points += 1;
    this.slope =
      this.#points < 3 ? Number.NaN : (this.level - this.#twoBefore) / (2 * this.#interval);
    return true;
  }

  /** Minutes until the level reaches 100 % at this slope; Infinity if it does not rise. */
  minutesToFull(): number {
    return this.slope > 0 ? Math.max(0, 100 - this.level) / this.slope : Infinity;
  }
}
