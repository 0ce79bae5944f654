import { numberAt } from '../../../base/primitives/number-at.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { Climb, type ClimbFigures } from '../../detect/climb.ts';
import { thresholdOf, type DetectorSettings } from '../../detect/detectors.ts';
import { replay } from '../../detect/replay.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { lowestInRow, scorePoints } from '../evaluate/score-points.ts';
import { seriesHash } from '../evaluate/split-series.ts';
import type { ForecastPair } from './conformal.ts';

/** A moment of an alarm: what was forecast, how the series had climbed, and what came. */
export interface AlarmMoment extends ForecastPair {
  /** Whose noise it is: moments of one series are much alike. */
  readonly series: string;
  /** Minutes since the first moment of the alarm; 0 at it. */
  readonly minutesUp: number;
  /** From the onset to the end. */
  readonly durationMinutes: number;
  readonly figures: ClimbFigures;
}

/** Moments that are drawn of the time that an alarm is up after its first. */
const laterMoments = 3;

/**
 * The first moment of the alarm after the onset of a failure, and some of the later ones, drawn by the
 * name of the case; none where no alarm came, or the detector forecasts no time left.
 */
export function alarmMoments(
  settings: DetectorSettings,
  judged: Pick<JudgedCase, 'trace' | 'history' | 'judgeFromMinute'>,
): AlarmMoment[] {
  const { trace, history } = judged;
  const { ending } = trace;
  if (ending.kind === 'never') return [];
  const { minutes, scores, minutesLeft } = scorePoints(settings, judged);
  const lowest = lowestInRow(scores, settings.pointsInRow);
  const onset = onsetOf(judged);
  const forecasts = new Map<number, number>();
  for (const [i, score] of lowest.entries()) {
    const minute = numberAt(minutes, i);
    const forecast = minutesLeft[i] ?? Infinity;
    if (minute >= onset && score > thresholdOf(settings) && Number.isFinite(forecast))
      // An alarm at the limit itself forecasts the next minute.
      forecasts.set(minute, Math.max(1, forecast));
  }
  const [first, ...later] = forecasts.keys();
  if (first === undefined) return [];
  const wanted = new Set([first, ...drawnOf(later, trace.id)]);
  const climb = new Climb(history);
  const moments: AlarmMoment[] = [];
  replay(trace, -Infinity, ending.atMinute, (sample) => {
    const { minute } = sample;
    climb.push(sample);
    if (!wanted.has(minute)) return;
    moments.push({
      series: trace.id.replace(/\+.*$/u, ''),
      shape: trace.label?.shape ?? '',
      minutesUp: minute - first,
      durationMinutes: ending.atMinute - onset,
      predictedMinutes: forecasts.get(minute) ?? 1,
      actualMinutes: ending.atMinute - minute,
      figures: climb.figures(),
    });
  });
  return moments;
}

function drawnOf(minutes: readonly number[], name: string): readonly number[] {
  if (minutes.length <= laterMoments) return minutes;
  const random = seededRandom(seriesHash(name));
  return Array.from({ length: laterMoments }, () =>
    numberAt(minutes, Math.floor(random() * minutes.length)),
  );
}
