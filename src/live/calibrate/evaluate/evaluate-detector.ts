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
  cases: Iterable<JudgedCase>,
  leadMinutes: number,
): Evaluation {
  const judge = new DetectorJudge(settings, leadMinutes);
  for (const judged of cases) judge.add(judged);
  return judge.evaluation();
}

interface JudgedOutcomes {
  readonly warning: CaseOutcome[];
  readonly critical: CaseOutcome[];
}

/** As `evaluateDetector`, on cases that come one by one; of each it keeps only the outcome. */
export class DetectorJudge {
  readonly #settings: DetectorSettings;
  readonly #leadMinutes: number;
  readonly #usual: JudgedOutcomes = { warning: [], critical: [] };
  readonly #ofDeployments: JudgedOutcomes = { warning: [], critical: [] };
  /** Minutes between two points of the detector. */
  #sampling = 0;

  constructor(settings: DetectorSettings, leadMinutes: number) {
    this.#settings = settings;
    this.#leadMinutes = leadMinutes;
  }

  /** Judges a case; one that says nothing of what the detector watches is left out. */
  add(judged: JudgedCase): void {
    const settings = this.#settings;
    if (!canJudge(settings, judged)) return;
    const isUsual = !isOfDeployments(judged);
    const { warning, critical } = isUsual ? this.#usual : this.#ofDeployments;
    const threshold = thresholdOf(settings);
    const points = scorePoints(settings, judged);
    const { minutes } = points;
    if (isUsual) this.#sampling = Math.max(this.#sampling, pointMinutes(minutes));
    const scores = lowestInRow(points.scores, settings.pointsInRow);
    warning.push(judgeCase(judged, { minutes, scores }, threshold));
    if (!isUsual || !detectors[settings.kind].foresees) return;
    const urgent = criticalScores(scores, points.minutesLeft, this.#leadMinutes);
    critical.push(judgeCase(judged, { minutes, scores: urgent }, threshold));
  }

  /** Whether any case was one that the detector can judge. */
  get hasJudged(): boolean {
    return this.#usual.warning.length + this.#ofDeployments.warning.length > 0;
  }

  /** What came of all cases so far. */
  evaluation(): Evaluation {
    const settings = this.#settings;
    const leadMinutes = this.#leadMinutes;
    const { warning, critical } = this.#usual;
    const isOwn = ({ kind }: FailureOutcome): boolean => isItsOwn(settings, kind);
    const row = (settings.pointsInRow - 1) * this.#sampling;
    return {
      settings,
      leadMinutes,
      quality: summarizeQuality(warning, { leadMinutes, isOwn }, { sampling: this.#sampling, row }),
      levels: {
        warning: levelQuality(warning, isOwn),
        critical: detectors[settings.kind].foresees ? levelQuality(critical, isOwn) : null,
      },
      deployments: deploymentQuality(this.#ofDeployments.warning, leadMinutes),
    };
  }
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
