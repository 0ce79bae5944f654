import { detectors, thresholdOf, type DetectorSettings } from '../../detect/detectors.ts';
import { judgeCase, pointMinutes, type CaseOutcome } from './case-outcome.ts';
import type { TraceKind } from '../../trace/trace.ts';
import type { JudgedCase } from './judged-case.ts';
import { summarizeQuality, type Quality } from './quality.ts';
import { lowestInRow, scorePoints } from './score-points.ts';

/** A detector's quality with what it was judged by. */
export interface Evaluation {
  readonly settings: DetectorSettings;
  readonly leadMinutes: number;
  readonly quality: Quality;
}

/**
 * Judges one detector, figures fixed, on cases. The growth forecast is judged on the cases that have
 * a map; it says nothing of the others.
 */
export function evaluateDetector(
  settings: DetectorSettings,
  cases: readonly JudgedCase[],
  leadMinutes: number,
): Evaluation {
  let sampling = 0;
  const outcomes = cases
    .filter((one) => canJudge(settings, one))
    .map((judged): CaseOutcome => {
      const points = scorePoints(settings, judged);
      sampling = Math.max(sampling, pointMinutes(points.minutes));
      const scores = lowestInRow(points.scores, settings.pointsInRow);
      return judgeCase(judged, { minutes: points.minutes, scores }, thresholdOf(settings));
    });
  const row = (settings.pointsInRow - 1) * sampling;
  return {
    settings,
    leadMinutes,
    quality: summarizeQuality(
      outcomes,
      { leadMinutes, isOwn: ({ kind }) => isItsOwn(settings, kind) },
      { sampling, row },
    ),
  };
}

/** Whether a case has what the detector looks at. */
export function canJudge({ kind }: DetectorSettings, { trace }: JudgedCase): boolean {
  return detectors[kind].watches === 'memory' || (trace.map !== null && trace.limitBytes !== null);
}

/**
 * Whether a failure is the detector's to see: memory before a doubling is flat, so no detector of
 * levels and slopes can see one, and leaks beside the map are nothing to the growth forecast.
 */
export function isItsOwn({ kind }: DetectorSettings, failure: TraceKind | 'unlabelled'): boolean {
  return (
    failure === 'unlabelled' || (detectors[kind].watches === 'map') === (failure === 'doubling')
  );
}
