import { must } from '../../../base/primitives/must.ts';
import { numberAt } from '../../../base/primitives/number-at.ts';
import { type DetectorSettings, settingsAt } from '../../detect/detectors.ts';
import { LeadHistogram } from './lead-histogram.ts';
import type { SettingFamily } from './setting-family.ts';
import type { FamilyTally } from './search-families.ts';

/** A setting with what it scored in a search. */
export interface ScoredSetting {
  readonly settings: DetectorSettings;
  readonly warned: number;
  readonly failures: number;
  readonly recall: number;
  readonly falseAlarms: number;
  readonly seriesDays: number;
  readonly falseAlarmsPerSeriesDay: number;
  /** Of series with deployments, which count nowhere else; 0 without any. */
  readonly deploymentFalseAlarmsPerSeriesDay: number;
  /** Median over all failures in whole minutes, to 1.6 % above 128; 0 counts for one without alarm. */
  readonly medianLeadMinutes: number;
}

const dayMs = 86_400_000;

/** The scores of every setting of a search, in the order of the families. */
export function scoreSettings(
  families: readonly SettingFamily[],
  tallies: readonly FamilyTally[],
): ScoredSetting[] {
  return tallies.flatMap((tally, index) => {
    const family = must(families[index], 'a family of each tally');
    const leads = new LeadHistogram(tally.warned.length, tally.leads);
    return family.pointsInRow.flatMap((points, row) =>
      family.thresholds.map((threshold, column) =>
        scoreOne(
          settingsAt(family, threshold, points),
          tally,
          leads,
          row * family.thresholds.length + column,
        ),
      ),
    );
  });
}

function scoreOne(
  settings: DetectorSettings,
  tally: FamilyTally,
  leads: LeadHistogram,
  at: number,
): ScoredSetting {
  const { failures } = tally;
  const seriesDays = tally.healthyMs / dayMs;
  const deploymentDays = tally.deploymentMs / dayMs;
  const warned = numberAt(tally.warned, at);
  const falseAlarms = numberAt(tally.falseAlarms, at);
  return {
    settings,
    warned,
    failures,
    recall: failures === 0 ? 0 : warned / failures,
    falseAlarms,
    seriesDays,
    falseAlarmsPerSeriesDay: seriesDays === 0 ? 0 : falseAlarms / seriesDays,
    deploymentFalseAlarmsPerSeriesDay:
      deploymentDays === 0 ? 0 : numberAt(tally.deploymentFalseAlarms, at) / deploymentDays,
    medianLeadMinutes: leads.median(at, failures),
  };
}
