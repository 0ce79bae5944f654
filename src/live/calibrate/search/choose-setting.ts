import { poissonInterval } from '../evaluate/poisson-interval.ts';
import type { ScoredSetting } from './scored-setting.ts';

/** What false alarms may cost, and how early a warning must come. */
export interface Budget {
  readonly falseAlarmsPerSeriesDay: number;
  readonly leadMinutes: number;
}

/** Confidence, one-sided, with which a choice keeps the budget on series that it has not seen. */
const confidence = 0.9;

/**
 * The setting with the highest recall among those whose rate of false alarms is below the budget
 * with a confidence of 90 %; among equals the one with fewest false alarms, then the longest lead.
 * `null` if none keeps the budget.
 */
export function chooseSetting(
  scored: readonly ScoredSetting[],
  { falseAlarmsPerSeriesDay }: Budget,
): ScoredSetting | null {
  const affordable = mostFalseAlarms(scored, falseAlarmsPerSeriesDay);
  const [best] = scored
    .filter(({ falseAlarms, seriesDays }) => falseAlarms <= (affordable.get(seriesDays) ?? -1))
    .toSorted(
      (a, b) =>
        b.warned - a.warned ||
        a.falseAlarms - b.falseAlarms ||
        b.medianLeadMinutes - a.medianLeadMinutes,
    );
  return best ?? null;
}

/** For each number of series-days seen, the most false alarms that still keep the budget. */
function mostFalseAlarms(scored: readonly ScoredSetting[], rate: number): Map<number, number> {
  const most = new Map<number, number>();
  for (const { seriesDays } of scored) {
    if (most.has(seriesDays)) continue;
    let count = -1;
    while (poissonInterval(count + 1, 2 * confidence - 1).high <= rate * seriesDays) count += 1;
    most.set(seriesDays, count);
  }
  return most;
}
