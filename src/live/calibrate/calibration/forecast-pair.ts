import { numberAt } from '../../../base/primitives/number-at.ts';
import { thresholdOf, type DetectorSettings } from '../../detect/detectors.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { lowestInRow, scorePoints } from '../evaluate/score-points.ts';
import type { ForecastPair } from './conformal.ts';

/** The forecast of a detector at its first alarm after the onset of a failure; `null` without one. */
export function forecastPair(settings: DetectorSettings, judged: JudgedCase): ForecastPair | null {
  const { ending, label } = judged.trace;
  if (ending.kind === 'never') return null;
  const { minutes, scores, minutesLeft } = scorePoints(settings, judged);
  const lowest = lowestInRow(scores, settings.pointsInRow);
  const onset = onsetOf(judged);
  const at = lowest.findIndex(
    (score, i) => numberAt(minutes, i) >= onset && score > thresholdOf(settings),
  );
  const predictedMinutes = minutesLeft[at];
  if (predictedMinutes === undefined || !Number.isFinite(predictedMinutes)) return null;
  return {
    shape: label?.shape ?? '',
    // An alarm at the limit itself forecasts the next minute.
    predictedMinutes: Math.max(1, predictedMinutes),
    actualMinutes: ending.atMinute - numberAt(minutes, at),
  };
}
