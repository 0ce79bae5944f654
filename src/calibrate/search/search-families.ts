import type { DetectorSettings } from '../detect/detector-settings.ts';
import { canJudge, isItsOwn } from '../evaluate/evaluate-detector.ts';
import { pointMinutes } from '../evaluate/case-outcome.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';
import { lowestInRow, scoreSeries } from '../evaluate/score-points.ts';
import { AlarmingPoints } from './alarming-points.ts';
import { SeriesThinner } from './series-thinner.ts';
import type { SettingFamily } from './setting-family.ts';

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
}

/** Counts, for every setting of every family, warnings and false alarms over the cases. */
export function searchFamilies(
  families: readonly SettingFamily[],
  cases: readonly JudgedCase[],
  leadMinutes: number,
): FamilyTally[] {
  const prepared = cases.map((judged, at) => ({ judged, at, days: healthyDays(judged) }));
  const thinner = new SeriesThinner(cases);
  return families.map((family, index) =>
    tallyFamily(family, index, { cases: prepared, thinner, leadMinutes }),
  );
}

interface PreparedCase {
  readonly judged: JudgedCase;
  readonly at: number;
  readonly days: number;
}

interface SearchInput {
  readonly cases: readonly PreparedCase[];
  readonly thinner: SeriesThinner;
  readonly leadMinutes: number;
}

function tallyFamily(
  family: SettingFamily,
  index: number,
  { cases: allCases, thinner, leadMinutes }: SearchInput,
): FamilyTally {
  const cases = allCases.filter(({ judged }) => isSearched(family.base, judged));
  const settings = family.thresholds.length * family.pointsInRow.length;
  const failures = cases.filter(({ judged }) => judged.trace.ending.kind === 'exhausted').length;
  const tally = {
    family: index,
    warned: new Float64Array(settings),
    falseAlarms: new Float64Array(settings),
    leads: new Float32Array(settings * failures),
    failures,
    seriesDays: 0,
  };
  let failure = 0;
  for (const { judged, days, at } of cases) {
    const points = scoreSeries(family.base, judged, thinner.seriesFor(family.base, at));
    tally.seriesDays += days;
    for (const [row, pointsInRow] of family.pointsInRow.entries()) {
      const lowest = lowestInRow(points.scores, pointsInRow);
      const alarming = new AlarmingPoints(points.minutes, lowest, judged);
      for (const [column, threshold] of family.thresholds.entries()) {
        const setting = row * family.thresholds.length + column;
        alarming.raise(threshold);
        tally.falseAlarms[setting] = (tally.falseAlarms[setting] ?? 0) + alarming.falseAlarms;
        if (judged.trace.ending.kind === 'never') continue;
        tally.leads[setting * failures + failure] = alarming.leadMinutes;
        if (alarming.leadMinutes >= leadMinutes)
          tally.warned[setting] = (tally.warned[setting] ?? 0) + 1;
      }
    }
    if (judged.trace.ending.kind === 'exhausted') failure += 1;
  }
  return tally;
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
