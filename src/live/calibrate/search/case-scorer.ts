import { numberAt } from '../../../base/primitives/number-at.ts';
import { detectors, type DetectorSettings } from '../../detect/detectors.ts';
import {
  ConfirmedRise,
  type ConfirmedRiseSettings,
} from '../../detect/detectors/confirmed-rise.ts';
import { type MultiScaleSettings, MultiScale } from '../../detect/detectors/multi-scale.ts';
import { ProcessAge } from '../../detect/process-age.ts';
import { Sampler } from '../../detect/sampler.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import {
  scoreSeries,
  seriesOf,
  type ScoredSeries,
  type ScorePoints,
} from '../evaluate/score-points.ts';
import { ewmaScores } from './ewma-series.ts';
import { RecordedSlopes } from './recorded-slopes.ts';

/** Scores one case under many settings; what the settings share is computed once. */
export class CaseScorer {
  readonly #judged: JudgedCase;
  readonly #series: ScoredSeries;
  readonly #thinned: Map<string, ScoredSeries> = new Map();
  readonly #slopes: Map<string, RecordedSlopes> = new Map();

  constructor(judged: JudgedCase) {
    this.#judged = judged;
    this.#series = seriesOf(judged);
  }

  /** The points and scores that `scorePoints` gives. */
  score(settings: DetectorSettings): Pick<ScorePoints, 'minutes' | 'scores'> {
    const series = this.#seriesFor(settings);
    if (settings.kind === 'source-rule' || settings.kind === 'ewma-slope') {
      return { minutes: series.minutes, scores: ewmaScores(settings, series) };
    }
    if (settings.kind === 'multi-scale' || settings.kind === 'confirmed-rise')
      return this.#bySlopes(settings, series);
    return scoreSeries(settings, this.#judged, series);
  }

  /** The series as a detector of these settings samples it. */
  #seriesFor(settings: DetectorSettings): ScoredSeries {
    const { thinning } = detectors[settings.kind];
    if (thinning === 'none' || !('samplingMinutes' in settings)) return this.#series;
    const averages = thinning === 'mean';
    const key = `${settings.samplingMinutes} ${averages}`;
    const known = this.#thinned.get(key) ?? thin(this.#series, settings.samplingMinutes, averages);
    this.#thinned.set(key, known);
    return known;
  }

  #bySlopes(
    settings: MultiScaleSettings | ConfirmedRiseSettings,
    series: ScoredSeries,
  ): Pick<ScorePoints, 'minutes' | 'scores'> {
    const key = `${settings.samplingMinutes} ${settings.windowsMinutes.join(' ')}`;
    const slopes = this.#slopes.get(key) ?? new RecordedSlopes(settings, series);
    this.#slopes.set(key, slopes);
    slopes.rewind();
    const { history, trace } = this.#judged;
    const detector =
      settings.kind === 'multi-scale'
        ? new MultiScale(settings, history, slopes)
        : new ConfirmedRise(settings, history, slopes);
    const age = new ProcessAge(trace.processStarts);
    const scores = new Float64Array(series.minutes.length);
    const sample = { minute: 0, percent: 0, entries: Number.NaN, ageMinutes: Infinity };
    for (let i = 0; i < scores.length; i++) {
      sample.ageMinutes = age.at(series.minutes[i] ?? 0);
      detector.push(sample);
      scores[i] = detector.score;
    }
    return { minutes: series.minutes, scores };
  }
}

function thin(series: ScoredSeries, samplingMinutes: number, averages: boolean): ScoredSeries {
  const sampler = new Sampler(samplingMinutes, averages);
  const minutes = new Float64Array(series.minutes.length);
  const percent = new Float64Array(series.minutes.length);
  const sample = { minute: 0, percent: 0, entries: Number.NaN };
  let count = 0;
  for (let i = 0; i < series.minutes.length; i++) {
    sample.minute = numberAt(series.minutes, i);
    sample.percent = numberAt(series.percent, i);
    if (!sampler.push(sample, sample.percent)) continue;
    minutes[count] = sampler.minute;
    percent[count] = sampler.value;
    count += 1;
  }
  return {
    minutes: minutes.subarray(0, count),
    percent: percent.subarray(0, count),
    entries: null,
  };
}
