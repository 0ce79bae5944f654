import { numberAt } from '../../../base/primitives/number-at.ts';
import type { EwmaSlopeSettings } from '../../detect/detectors/ewma-slope.ts';
import type { SourceRuleSettings } from '../../detect/detectors/source-rule.ts';
import { longGapMinutes } from '../../detect/sampler.ts';
import type { ScoredSeries } from '../evaluate/score-points.ts';

/** One EWMA of `values`, from the first of them, written to `levels`. */
export function ewmaOf(values: Float64Array, alpha: number, levels: Float64Array): void {
  const keep = 1 - alpha;
  let level = numberAt(values, 0);
  levels[0] = level;
  for (let i = 1; i < values.length; i++) {
    level = keep * level + alpha * (values[i] ?? 0);
    levels[i] = level;
  }
}

/**
 * The scores that the EWMA detectors give the points of a thinned series, all at once: a search asks
 * for thousands of them.
 */
export function ewmaScores(
  settings: SourceRuleSettings | EwmaSlopeSettings,
  { minutes, percent }: ScoredSeries,
): Float64Array {
  const { alpha, samplingMinutes } = settings;
  const horizon = settings.kind === 'ewma-slope' ? settings.horizonMinutes : Infinity;
  const levels = new Float64Array(minutes.length);
  const scores = new Float64Array(minutes.length).fill(-Infinity);
  for (let from = 0; from < minutes.length;) {
    const to = endOfRun(minutes, from, longGapMinutes(samplingMinutes));
    ewmaOf(percent.subarray(from, to), alpha, levels.subarray(from, to));
    for (let i = from + 2; i < to; i++) {
      const level = levels[i] ?? 0;
      const slope = (level - (levels[i - 2] ?? 0)) / (2 * samplingMinutes);
      const isNear =
        horizon === Infinity || (slope > 0 && Math.max(0, 100 - level) / slope < horizon);
      if (isNear) scores[i] = slope;
    }
    from = to;
  }
  return scores;
}

/** Index behind the last point before a long gap. */
function endOfRun(minutes: Float64Array, from: number, gapMinutes: number): number {
  let to = from + 1;
  while (to < minutes.length && numberAt(minutes, to) - numberAt(minutes, to - 1) <= gapMinutes)
    to += 1;
  return to;
}
