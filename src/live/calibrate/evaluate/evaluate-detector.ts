import { detectors, thresholdOf, type DetectorSettings } from '../../detect/detectors.ts';
import { judgeCase, pointMinutes, type CaseOutcome, type FailureOutcome } from './case-outcome.ts';
import type { TraceKind } from '../../trace/trace.ts';
import { isOfDeployments, type JudgedCase } from './judged-case.ts';
import {
  type AlarmLevels,
  deploymentQuality,
  type DeploymentQuality,
  levelQuality,
} from './level-quality.ts';
import { summarizeQuality, type Quality } from './quality.ts';
import { lowestInRow, scorePoints } from './score-points.ts';

/** A detector's quality with what it was judged by. */
export interface Evaluation {
  readonly settings: DetectorSettings;
  readonly leadMinutes: number;
  readonly quality: Quality;
  readonly levels: AlarmLevels;
  /** On services that are deployed, counted nowhere else; `null` without such cases. */
  readonly deployments: DeploymentQuality | null;
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
  const judge = (ofDeployments: boolean): JudgedOutcomes =>
    judgeAll(
      settings,
      cases.filter((one) => isOfDeployments(one) === ofDeployments && canJudge(settings, one)),
      leadMinutes,
    );
  const { warning, critical, sampling } = judge(false);
  const isOwn = ({ kind }: FailureOutcome): boolean => isItsOwn(settings, kind);
  const row = (settings.pointsInRow - 1) * sampling;
  return {
    settings,
    leadMinutes,
    quality: summarizeQuality(warning, { leadMinutes, isOwn }, { sampling, row }),
    levels: {
      warning: levelQuality(warning, isOwn),
      critical: detectors[settings.kind].foresees ? levelQuality(critical, isOwn) : null,
    },
    deployments: deploymentQuality(judge(true).warning, leadMinutes),
  };
}

interface JudgedOutcomes {
  readonly warning: readonly CaseOutcome[];
  readonly critical: readonly CaseOutcome[];
  /** Minutes between two points of the detector. */
  readonly sampling: number;
}

function judgeAll(
  settings: DetectorSettings,
  cases: readonly JudgedCase[],
  leadMinutes: number,
): JudgedOutcomes {
  let sampling = 0;
  const warning: CaseOutcome[] = [];
  const critical: CaseOutcome[] = [];
  const threshold = thresholdOf(settings);
  for (const judged of cases) {
    const points = scorePoints(settings, judged);
    const { minutes } = points;
    sampling = Math.max(sampling, pointMinutes(minutes));
    const scores = lowestInRow(points.scores, settings.pointsInRow);
    warning.push(judgeCase(judged, { minutes, scores }, threshold));
    const urgent = criticalScores(scores, points.minutesLeft, leadMinutes);
    critical.push(judgeCase(judged, { minutes, scores: urgent }, threshold));
  }
  return { warning, critical, sampling };
}

/** An alarm is critical where exhaustion is forecast within the lead. */
function criticalScores(
  scores: Float64Array,
  minutesLeft: Float64Array,
  leadMinutes: number,
): Float64Array {
  return scores.map((score, i) =>
    (minutesLeft[i] ?? Infinity) <= leadMinutes ? score : -Infinity,
  );
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
