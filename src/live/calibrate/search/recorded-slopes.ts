import { ScaleSlopes, type SlopeSource } from '../../detect/scale-slopes.ts';
import type { HistoryScales } from '../../detect/series-history.ts';
import type { ScoredSeries } from '../evaluate/score-points.ts';

/** The slopes of a thinned series, computed once and handed out again and again. */
export class RecordedSlopes implements SlopeSource {
  readonly #values: Float64Array;
  readonly #allSlopes: Float64Array;
  readonly #allLevels: Float64Array;
  readonly #allSteps: Float64Array;
  readonly #meanSteps: Float64Array;
  #at = -1;
  readonly slopes: Float64Array;
  readonly levels: Float64Array;
  value: number = Number.NaN;
  steps: number = 0;
  meanStep: number = 0;

  constructor({ windowsMinutes, samplingMinutes }: HistoryScales, series: ScoredSeries) {
    const source = new ScaleSlopes(windowsMinutes, samplingMinutes);
    const windows = windowsMinutes.length;
    const size = series.minutes.length;
    this.#values = series.percent;
    this.#allSlopes = new Float64Array(size * windows);
    this.#allLevels = new Float64Array(size * windows);
    this.#allSteps = new Float64Array(size);
    this.#meanSteps = new Float64Array(size);
    this.slopes = new Float64Array(windows);
    this.levels = new Float64Array(windows);
    const sample = { minute: 0, percent: 0, entries: Number.NaN };
    for (let i = 0; i < size; i++) {
      sample.minute = series.minutes[i] ?? 0;
      sample.percent = series.percent[i] ?? 0;
      source.push(sample);
      this.#allSlopes.set(source.slopes, i * windows);
      this.#allLevels.set(source.levels, i * windows);
      this.#allSteps[i] = source.steps;
      this.#meanSteps[i] = source.meanStep;
    }
  }

  /** Back to before the first point. */
  rewind(): void {
    this.#at = -1;
  }

  /** The next point, whatever the sample. */
  push(): boolean {
    this.#at += 1;
    const windows = this.slopes.length;
    for (let i = 0; i < windows; i++) {
      this.slopes[i] = this.#allSlopes[this.#at * windows + i] ?? Number.NaN;
      this.levels[i] = this.#allLevels[this.#at * windows + i] ?? Number.NaN;
    }
    this.value = this.#values[this.#at] ?? Number.NaN;
    this.steps = this.#allSteps[this.#at] ?? 0;
    this.meanStep = this.#meanSteps[this.#at] ?? 0;
    return true;
  }
}
