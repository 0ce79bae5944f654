import type { DetectorSettings } from '../detect/detector-settings.ts';
import { Sampler } from '../detect/sampler.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import { seriesOf, type ScoredSeries } from '../evaluate/score-points.ts';

/** Thins every series once for all detectors that sample it alike. */
export class SeriesThinner {
  readonly #series: readonly ScoredSeries[];
  readonly #thinned: Map<string, ScoredSeries> = new Map();

  constructor(cases: readonly JudgedCase[]) {
    this.#series = cases.map((judged) => seriesOf(judged));
  }

  /** The series of a case as a detector of these settings samples it. */
  seriesFor(settings: DetectorSettings, at: number): ScoredSeries {
    const series = this.#series[at];
    if (series === undefined) throw new RangeError(`expected a case, got number ${at}`);
    // The growth forecast samples entries too, which thinning to means would change.
    if (!('samplingMinutes' in settings) || settings.kind === 'growth-forecast') return series;
    const averages = settings.kind === 'multi-scale';
    const key = `${at} ${settings.samplingMinutes} ${averages}`;
    const known = this.#thinned.get(key) ?? thin(series, settings.samplingMinutes, averages);
    this.#thinned.set(key, known);
    return known;
  }
}

function thin(series: ScoredSeries, samplingMinutes: number, averages: boolean): ScoredSeries {
  const sampler = new Sampler(samplingMinutes, averages);
  const minutes = new Float64Array(series.minutes.length);
  const percent = new Float64Array(series.minutes.length);
  const sample = { minute: 0, percent: 0, entries: Number.NaN };
  let count = 0;
  for (let i = 0; i < series.minutes.length; i++) {
    sample.minute = series.minutes[i] ?? 0;
    sample.percent = series.percent[i] ?? 0;
    if (!sampler.push(sample, sample.percent)) continue;
    minutes[count] = sampler.minute;
    percent[count] = sampler.value;
    count += 1;
  }
  // Copies, so that the arrays as long as the series can go.
  return { minutes: minutes.slice(0, count), percent: percent.slice(0, count), entries: null };
}
