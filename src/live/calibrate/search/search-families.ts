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
  readonly seriesDays: number;
  /** The same of series with deployments, which are counted apart. */
  readonly deploymentFalseAlarms: Float64Array;
  readonly deploymentDays: number;
}

/** Counts, for every setting of every family, warnings and false alarms over the cases. */
export function searchFamilies(
  families: readonly SettingFamily[],
  cases: Iterable<JudgedCase>,
  leadMinutes: number,
): FamilyTally[] {
  const tallies = families.map((family, index) => emptyTally(family, index));
  const histograms = tallies.map(({ warned, leads }) => new LeadHistogram(warned.length, leads));
  const alarming = new AlarmingPoints();
  for (const judged of cases) {
    const scorer = new CaseScorer(judged);
    const days = healthyDays(judged);
    for (const [index, family] of families.entries()) {
      const tally = tallies[index];
      const leads = histograms[index];
      if (tally === undefined || leads === undefined || !isSearched(family.base, judged)) continue;
      if (judged.trace.ending.kind === 'exhausted') tally.failures += 1;
      if (isOfDeployments(judged)) tally.deploymentDays += days;
      else tally.seriesDays += days;
      const points = scorer.score(family.base);
      tallyCase({ family, tally, leads, judged, points, alarming, leadMinutes });
    }
  }
  return tallies;
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
    seriesDays: 0,
    deploymentFalseAlarms: new Float64Array(settings),
    deploymentDays: 0,
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

/** As `judgeCase` counts them. */
function healthyDays(judged: JudgedCase): number {
  const { minutes } = judged.trace;
  const onset = onsetOf(judged);
  let count = 0;
  for (const minute of minutes) if (minute >= judged.judgeFromMinute && minute < onset) count += 1;
  return (count * pointMinutes(minutes)) / 1440;
}
