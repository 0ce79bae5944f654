import type { SeriesHistory } from './series-history.ts';

/** A level that noise does not move: at 2 minutes a point it forgets within an hour. */
const slowAlpha = 0.05;

export interface LevelSettings {
  readonly alpha: number;
  /** Points at the start of a series that stand in for a missing history. */
  readonly baselinePoints: number;
  /** A level that leaves less than this of the limit is never made the usual high. */
  readonly leastFreePercent: number;
}

/**
 * The EWMA of a level, and its distance from the healthy mean in standard deviations of the
 * stationary EWMA, sigma * sqrt(alpha / (2 - alpha)). Without a history the first settled points of
 * the series stand in for it, until when the distance is -Infinity.
 */
export class RunningLevel {
  readonly #alpha: number;
  readonly #scale: number;
  readonly #baselinePoints: number;
  #deviation: number;
  #seen: number;
  #settledShift = 0;
  #slow = Number.NaN;
  #sumOfSquares = 0;
  mean: number;
  /** Of the healthy points. */
  #highest: number;
  readonly #highestSettled: number;
  ewma: number = Number.NaN;

  constructor(
    { alpha, baselinePoints, leastFreePercent }: LevelSettings,
    history: SeriesHistory | null,
  ) {
    this.#alpha = alpha;
    this.#highestSettled = 100 - leastFreePercent;
    this.#scale = Math.sqrt(alpha / (2 - alpha));
    this.#baselinePoints = baselinePoints;
    this.mean = history?.meanPercent ?? 0;
    this.#deviation = history?.deviationPercent ?? 0;
    this.#highest = history?.highestPercent ?? 0;
    this.#seen = history === null ? 0 : baselinePoints;
  }

  /** @param isSettled whether the point may tell what is usual */
  push(value: number, isSettled: boolean): void {
    this.ewma = Number.isNaN(this.ewma) ? value : this.ewma + this.#alpha * (value - this.ewma);
    this.#slow = Number.isNaN(this.#slow) ? value : this.#slow + slowAlpha * (value - this.#slow);
    if (isSettled && this.#seen < this.#baselinePoints) this.#learn(value);
  }

  get sigmas(): number {
    if (this.#seen < this.#baselinePoints) return -Infinity;
    // A series that never moved has no deviation: a tenth of a percent keeps the figure finite.
    return (this.ewma - this.mean) / (Math.max(0.1, this.#deviation) * this.#scale);
  }

  /** Moves mean and high up to the level that was reached: from now on it is usual. */
  settle(): void {
    // The shift of the process before this one is taken back.
    const shift = Math.max(-this.#settledShift, this.#slow - this.mean);
    this.#settledShift += shift;
    this.mean += shift;
  }

  /** The healthy high, moved up by what the process has settled at while that leaves enough free. */
  get highest(): number {
    const settled = Math.min(this.#highest + this.#settledShift, this.#highestSettled);
    return Math.max(this.#highest, settled);
  }

  /** How much of what is free above the healthy high the EWMA has taken; below 0 under that high. */
  get headroomShare(): number {
    return this.headroomShareOf(this.ewma);
  }

  /** The same of any level. */
  headroomShareOf(level: number): number {
    return (level - this.highest) / Math.max(1, 100 - this.highest);
  }

  /** Welford's running mean and variance. */
  #learn(value: number): void {
    this.#seen += 1;
    this.#highest = Math.max(this.#highest, value);
    const distance = value - this.mean;
    this.mean += distance / this.#seen;
    this.#sumOfSquares += distance * (value - this.mean);
    this.#deviation = Math.sqrt(this.#sumOfSquares / Math.max(1, this.#seen - 1));
  }
}
