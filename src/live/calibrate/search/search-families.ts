import { numberAt } from '../../../base/primitives/number-at.ts';
import type { DetectorSettings } from '../../detect/detectors.ts';
import type { SettingFamily } from './setting-family.ts';
import { canJudge, isItsOwn } from '../evaluate/evaluate-detector.ts';
import { pointMinutes } from '../evaluate/case-outcome.ts';
import { isOfDeployments, onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { lowestWithBefore, type ScorePoints } from '../evaluate/score-points.ts';
import { AlarmingPoints } from './alarming-points.ts';
import { CaseScorer } from './case-scorer.ts';
import { LeadHistogram } from './lead-histogram.ts';

/** Sums over cases for every setting of a family; additive, so that parts can be joined. */
export interface FamilyTally {
  /** Index of the family. */
  readonly family: number;
  /** Failures that were warned of, by `points in a row` x threshold. */
  readonly warned: Float64Array;
  readonly falseAlarms: Float64Array;
  /** Counts of a `LeadHistogram`; a failure without an alarm has the lead 0. */
  readonly leads: Uint32Array;
  readonly failures: number;
  /** Healthy time that was judged, in whole milliseconds: a sum that no order changes. */
  readonly healthyMs: number;
  /** The same of series with deployments, which are counted apart. */
  readonly deploymentFalseAlarms: Float64Array;
  readonly deploymentMs: number;
}

/** Counts, for every setting of every family, warnings and false alarms over cases that come one by one. */
export class FamilySearch {
  readonly #families: readonly SettingFamily[];
  readonly #leadMinutes: number;
  readonly #tallies: readonly OpenTally[];
  readonly #histograms: readonly LeadHistogram[];
  readonly #alarming = new AlarmingPoints();

  constructor(families: readonly SettingFamily[], leadMinutes: number) {
    this.#families = families;
    this.#leadMinutes = leadMinutes;
    this.#tallies = families.map((family, index) => emptyTally(family, index));
    this.#histograms = this.#tallies.map(
      ({ warned, leads }) => new LeadHistogram(warned.length, leads),
    );
  }

  /** Sums over the cases so far. */
  get tallies(): readonly FamilyTally[] {
    return this.#tallies;
  }

  add(judged: JudgedCase): void {
    const scorer = new CaseScorer(judged);
    const healthyMs = healthyMsOf(judged);
    for (const [index, family] of this.#families.entries()) {
      const tally = this.#tallies[index];
      const leads = this.#histograms[index];
      if (tally === undefined || leads === undefined || !isSearched(family.base, judged)) continue;
      if (judged.trace.ending.kind === 'exhausted') tally.failures += 1;
      if (isOfDeployments(judged)) tally.deploymentMs += healthyMs;
      else tally.healthyMs += healthyMs;
      const points = scorer.score(family.base);
      const leadMinutes = this.#leadMinutes;
      tallyCase({ family, tally, leads, judged, points, alarming: this.#alarming, leadMinutes });
    }
  }
}

type OpenTally = { -readonly [Key in keyof FamilyTally]: FamilyTally[Key] };

interface TallyInput {
  readonly family: SettingFamily;
  readonly tally: OpenTally;
  readonly leads: LeadHistogram;
  readonly judged: JudgedCase;
  readonly points: Pick<ScorePoints, 'minutes' | 'scores'>;
  readonly alarming: AlarmingPoints;
  readonly leadMinutes: number;
}

function emptyTally(family: SettingFamily, index: number): OpenTally {
  const settings = family.thresholds.length * family.pointsInRow.length;
  return {
    family: index,
    warned: new Float64Array(settings),
    falseAlarms: new Float64Array(settings),
    leads: new LeadHistogram(settings).counts,
    failures: 0,
    healthyMs: 0,
    deploymentFalseAlarms: new Float64Array(settings),
    deploymentMs: 0,
  };
}

/** Adds one case to the tally of a family: a pass per points in a row, a shorter one per threshold. */
function tallyCase({
  family,
  tally,
  leads,
  judged,
  points,
  alarming,
  leadMinutes,
}: TallyInput): void {
  const { thresholds } = family;
  const falseAlarms = isOfDeployments(judged) ? tally.deploymentFalseAlarms : tally.falseAlarms;
  const isFailure = judged.trace.ending.kind === 'exhausted';
  let lowest = points.scores;
  let inRow = 1;
  for (const [row, pointsInRow] of family.pointsInRow.entries()) {
    for (; inRow < pointsInRow; inRow++)
      lowest = lowestWithBefore(lowest, points.scores, inRow + 1);
    alarming.load(points.minutes, lowest, judged, numberAt(thresholds, 0));
    for (let column = 0; column < thresholds.length; column++) {
      const setting = row * thresholds.length + column;
      alarming.raise(numberAt(thresholds, column));
      falseAlarms[setting] = numberAt(falseAlarms, setting) + alarming.falseAlarms;
      if (!isFailure) continue;
      leads.add(setting, alarming.leadMinutes);
      if (alarming.leadMinutes >= leadMinutes)
        tally.warned[setting] = numberAt(tally.warned, setting) + 1;
    }
  }
}

/** Failures that the detector cannot see would only blur the choice. */
function isSearched(settings: DetectorSettings, judged: JudgedCase): boolean {
  const { ending, label } = judged.trace;
  return (
    canJudge(settings, judged) &&
    (ending.kind === 'never' || isItsOwn(settings, label?.kind ?? 'unlabelled'))
  );
}

/** The days that `judgeCase` counts. */
function healthyMsOf(judged: JudgedCase): number {
  const { minutes } = judged.trace;
  const onset = onsetOf(judged);
  let count = 0;
  for (const minute of minutes) if (minute >= judged.judgeFromMinute && minute < onset) count += 1;
  return Math.round(count * pointMinutes(minutes) * 60_000);
}
