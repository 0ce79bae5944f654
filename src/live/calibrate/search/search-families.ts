import { numberAt } from '../../../base/primitives/number-at.ts';
import type { DetectorSettings } from '../../detect/detectors.ts';
import type { SettingFamily } from './setting-family.ts';
import { canJudge, isItsOwn } from '../evaluate/evaluate-detector.ts';
import { pointMinutes } from '../evaluate/case-outcome.ts';
import { isOfDeployments, onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { lowestWithBefore, type ScorePoints } from '../evaluate/score-points.ts';
import { AlarmingPoints } from './alarming-points.ts';
import { CaseScorer } from './case-scorer.ts';

/** Sums over cases for every setting of a family; additive, so that parts can be joined. */
export interface FamilyTally {
  /** Index of the family. */
  readonly family: number;
  /** Failures that were warned of, by `points in a row` x threshold. */
  readonly warned: Float64Array;
  readonly falseAlarms: Float64Array;
  /** Lead of every failure by setting, setting by setting; 0 where there was no alarm. */
  readonly leads: Float32Array;
  readonly failures: number;
  readonly seriesDays: number;
  /** The same of series with deployments, which are counted apart. */
  readonly deploymentFalseAlarms: Float64Array;
  readonly deploymentDays: number;
}

/** Counts, for every setting of every family, warnings and false alarms over the cases. */
export function searchFamilies(
  families: readonly SettingFamily[],
  cases: readonly JudgedCase[],
  leadMinutes: number,
): FamilyTally[] {
  const tallies = families.map((family, index) => emptyTally(family, index, cases));
  const alarming = new AlarmingPoints();
  for (const judged of cases) {
    const scorer = new CaseScorer(judged);
    const days = healthyDays(judged);
    for (const [index, family] of families.entries()) {
      const tally = tallies[index];
      if (tally === undefined || !isSearched(family.base, judged)) continue;
      if (isOfDeployments(judged)) tally.deploymentDays += days;
      else tally.seriesDays += days;
      const points = scorer.score(family.base);
      tallyCase({ family, tally, judged, points, alarming, leadMinutes });
    }
  }
  return tallies.map(({ failuresSeen: _seen, ...tally }) => tally);
}

type OpenTally = { -readonly [Key in keyof FamilyTally]: FamilyTally[Key] } & {
  failuresSeen: number;
};

interface TallyInput {
  readonly family: SettingFamily;
  readonly tally: OpenTally;
  readonly judged: JudgedCase;
  readonly points: Pick<ScorePoints, 'minutes' | 'scores'>;
  readonly alarming: AlarmingPoints;
  readonly leadMinutes: number;
}

function emptyTally(family: SettingFamily, index: number, cases: readonly JudgedCase[]): OpenTally {
  const settings = family.thresholds.length * family.pointsInRow.length;
  const failures = cases.filter(
    (judged) => judged.trace.ending.kind === 'exhausted' && isSearched(family.base, judged),
  ).length;
  return {
    family: index,
    warned: new Float64Array(settings),
    falseAlarms: new Float64Array(settings),
    leads: new Float32Array(settings * failures),
    failures,
    seriesDays: 0,
    deploymentFalseAlarms: new Float64Array(settings),
    deploymentDays: 0,
    failuresSeen: 0,
  };
}

/** Adds one case to the tally of a family: a pass per points in a row, a shorter one per threshold. */
function tallyCase({ family, tally, judged, points, alarming, leadMinutes }: TallyInput): void {
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
      tally.leads[setting * tally.failures + tally.failuresSeen] = alarming.leadMinutes;
      if (alarming.leadMinutes >= leadMinutes)
        tally.warned[setting] = numberAt(tally.warned, setting) + 1;
    }
  }
  if (isFailure) tally.failuresSeen += 1;
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
