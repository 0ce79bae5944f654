import type { MultiScaleSettings } from './detector-settings.ts';
import type { Detector, Sample } from './detector.ts';
import { formatMinutes, formatPercent, formatSlope } from './format-figures.ts';
import { ScaleSlopes, type SlopeSource } from './scale-slopes.ts';
import type { SeriesHistory } from './series-history.ts';

/** Below this a slope is no trend: what healthy histories that never moved are held against. */
const leastSlope = 1e-3;
/** Points after which a series without history is known by its own steps. */
const learningPoints = 30;

/**
 * The steepest of several slopes, each against the steepest of the series' own healthy history on
 * the same window, and only if the limit is within the horizon. The score is that ratio, divided by
 * the new-high factor while the level is above all of the history. A series without history is held
 * against its own steps from point to point, times what that ratio was in the series fitted to.
 */
export class MultiScale implements Detector {
  readonly #settings: MultiScaleSettings;
  readonly #slopes: SlopeSource;
  readonly #references: readonly (number | null)[];
  readonly #highest: number;
  #scale = 0;
  #reference = Number.NaN;
  #isNewHigh = false;
  score: number = -Infinity;
  minutesLeft: number = Infinity;

  constructor(
    settings: MultiScaleSettings,
    history: SeriesHistory | null,
    slopes: SlopeSource = new ScaleSlopes(settings.windowsMinutes, settings.samplingMinutes),
  ) {
    this.#settings = settings;
    this.#slopes = slopes;
    this.#references = settings.windowsMinutes.map((_, i) => history?.steepestSlopes[i] ?? null);
    this.#highest = history?.highestPercent ?? Infinity;
  }

  push(sample: Sample): boolean {
    if (!this.#slopes.push(sample)) return false;
    const { slopes, levels } = this.#slopes;
    this.#isNewHigh = this.#slopes.value > this.#highest;
    this.score = -Infinity;
    this.minutesLeft = Infinity;
    for (let i = 0; i < slopes.length; i++) {
      const slope = slopes[i] ?? Number.NaN;
      if (!(slope > 0)) continue;
      const minutesLeft = Math.max(0, 100 - (levels[i] ?? 0)) / slope;
      if (minutesLeft > this.#settings.horizonMinutes) continue;
      const reference = Math.max(leastSlope, this.#references[i] ?? this.#fallback(i));
      const ratio = slope / reference;
      if (ratio <= this.score) continue;
      this.score = ratio;
      this.minutesLeft = minutesLeft;
      this.#scale = i;
      this.#reference = reference;
    }
    if (this.#isNewHigh) this.score /= this.#settings.newHighFactor;
    return true;
  }

  explain(): string {
    const { windowsMinutes, margin, newHighFactor } = this.#settings;
    const slope = this.#slopes.slopes[this.#scale] ?? Number.NaN;
    const needed = this.#isNewHigh ? margin * newHighFactor : margin;
    const high = this.#isNewHigh ? ' at the highest level ever' : '';
    return `Over ${formatMinutes(windowsMinutes[this.#scale] ?? 0)} memory rises ${formatSlope(slope)}, ${(slope / this.#reference).toFixed(2)} times the steepest healthy rise of ${formatSlope(this.#reference)} where ${Number(needed.toFixed(3))} are allowed${high}: ${formatPercent(this.#slopes.levels[this.#scale] ?? 0)} now, full in ${formatMinutes(this.minutesLeft)}.`;
  }

  #fallback(i: number): number {
    const { steps, meanStep } = this.#slopes;
    return steps < learningPoints
      ? Infinity
      : (this.#settings.slopesPerStep[i] ?? Infinity) * meanStep;
  }
}
