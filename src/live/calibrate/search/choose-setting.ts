import { clopperPearson } from '../../../base/stats/intervals/clopper-pearson.ts';
import { poissonInterval } from '../evaluate/poisson-interval.ts';
import type { ScoredSetting } from './scored-setting.ts';

/** What false alarms may cost, and how early a warning must come. */
export interface Budget {
  readonly falseAlarmsPerSeriesDay: number;
  readonly leadMinutes: number;
}

/** Confidence, one-sided, with which a choice keeps the budget on series that it has not seen. */
const confidence = 0.9;

/** False alarms per series-day of services that are deployed; a setting with more is the second choice. */
export const deploymentBudget = 0.02;

/** The smallest rate that some days can show, and the days that showing the wanted one takes. */
export interface ShownBudget {
  readonly falseAlarmsPerSeriesDay: number;
  readonly missingDays: number;
}

/**
 * The wanted rate where a series of days without a false alarm would show it with a confidence of
 * 90 %; else the smallest that can be shown with as many false alarms as the wanted rate allows in
 * that time.
 */
export function showableBudget(wanted: number, seriesDays: number): ShownBudget {
  const most = 2 * confidence - 1;
  const missingDays = Math.max(0, poissonInterval(0, most).high / wanted - seriesDays);
  if (missingDays === 0 || seriesDays === 0)
    return { falseAlarmsPerSeriesDay: wanted, missingDays };
  const { high } = poissonInterval(Math.floor(wanted * seriesDays), most);
  // The count that just keeps it must not fail on the last digit.
  return { falseAlarmsPerSeriesDay: (high * (1 + 1e-9)) / seriesDays, missingDays };
}

/**
 * Of the settings whose rate of false alarms is below the budget with a confidence of 90 %, and that
 * keep quiet at deployments if any does: the one with fewest false alarms of those that warn of as many
 * failures as the best, but for what chance explains (95 %); among equals the one with the highest
 * recall, then the longest lead. What a few warnings more cost in false alarms would not last on other
 * series. `null` if none keeps the budget.
 */
export function chooseSetting(
  scored: readonly ScoredSetting[],
  { falseAlarmsPerSeriesDay }: Budget,
): ScoredSetting | null {
  const affordable = mostFalseAlarms(scored, falseAlarmsPerSeriesDay);
  const kept = scored.filter(
    ({ falseAlarms, seriesDays }) => falseAlarms <= (affordable.get(seriesDays) ?? -1),
  );
  const quiet = kept.filter((one) => one.deploymentFalseAlarmsPerSeriesDay <= deploymentBudget);
  const candidates = quiet.length > 0 ? quiet : kept;
  const highest = candidates.reduce((high, { recall }) => Math.max(high, recall), 0);
  const [best] = candidates
    .filter(
      ({ warned, failures, recall }) => recall === highest || isAsGood(warned, failures, highest),
    )
    .toSorted(
      (a, b) =>
        a.falseAlarms - b.falseAlarms ||
        b.warned - a.warned ||
        b.medianLeadMinutes - a.medianLeadMinutes,
    );
  return best ?? null;
}

/** Whether chance explains that so many warnings are no more. */
function isAsGood(warned: number, failures: number, recall: number): boolean {
  return clopperPearson(warned, failures).high >= recall;
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
