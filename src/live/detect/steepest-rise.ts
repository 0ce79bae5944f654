import type { SlopeSource } from './scale-slopes.ts';
import type { SeriesHistory } from './series-history.ts';

/** What decides which of several slopes counts. */
export interface RiseSettings {
  readonly windowsMinutes: readonly number[];
  /**
   * Steepest healthy slope on each window over the mean step from point to point: what a series
   * without history is held against.
   */
  readonly slopesPerStep: readonly number[];
  readonly horizonMinutes: number;
}

/** Below this a slope is no trend: what healthy histories that never moved are held against. */
const leastSlope = 1e-3;
/** Points after which a series without history is known by its own steps. */
const learningPoints = 30;

/**
 * The steepest of several slopes, each against the steepest of the series' own healthy history on the
 * same window, of those that fill the limit within the horizon.
 */
export class SteepestRise {
  readonly #settings: RiseSettings;
  readonly #slopes: SlopeSource;
  readonly #references: readonly (number | null)[];
  readonly #leastRatio: number;
  /** Slope over its healthy reference; `leastRatio` where no slope has more. */
  ratio: number;
  minutesLeft: number = Infinity;
  /** Of the last slope that counted: which window it is, and its healthy reference in %/min. */
  scale = 0;
  reference: number = Number.NaN;

  /** @param leastRatio what a ratio must exceed to count */
  constructor(
    settings: RiseSettings,
    history: SeriesHistory | null,
    slopes: SlopeSource,
    leastRatio: number,
  ) {
    this.#settings = settings;
    this.#slopes = slopes;
    this.#references = settings.windowsMinutes.map((_, i) => history?.steepestSlopes[i] ?? null);
    this.#leastRatio = leastRatio;
    this.ratio = leastRatio;
  }

  /** Looks at the slopes as they are now. */
  find(): void {
    const { slopes, levels } = this.#slopes;
    this.ratio = this.#leastRatio;
    this.minutesLeft = Infinity;
    for (let i = 0; i < slopes.length; i++) {
      const slope = slopes[i] ?? Number.NaN;
      if (!(slope > 0)) continue;
      const minutesLeft = Math.max(0, 100 - (levels[i] ?? 0)) / slope;
      if (minutesLeft > this.#settings.horizonMinutes) continue;
      const reference = Math.max(leastSlope, this.#references[i] ?? this.#fallback(i));
      const ratio = slope / reference;
      if (ratio <= this.ratio) continue;
      this.ratio = ratio;
      this.minutesLeft = minutesLeft;
      this.scale = i;
      this.reference = reference;
    }
  }

  #fallback(i: number): number {
    const { steps, meanStep } = this.#slopes;
    return steps < learningPoints
      ? Infinity
      : (this.#settings.slopesPerStep[i] ?? Infinity) * meanStep;
  }
}
