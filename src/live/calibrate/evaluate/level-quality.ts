import { quantile } from '../../../base/stats/quantile.ts';
import type { CaseOutcome, FailureOutcome } from './case-outcome.ts';
import { type FalseAlarmRate, falseAlarmRate, share, type Share } from './quality.ts';

/** How one level of an alarm did, whatever the other level does. */
export interface LevelQuality {
  /** Failures of the detector's own on which it was up before memory ran out. */
  readonly raised: Share | null;
  /** From its first point to exhaustion, over the failures on which it was up. */
  readonly medianLeadMinutes: number | null;
  /** Episodes on healthy series: one that goes off for more than 30 minutes and comes back is two. */
  readonly falseAlarms: number;
  /** With its exact 95 % Poisson interval; `null` over no healthy time. */
  readonly falseAlarmsPerSeriesDay: FalseAlarmRate | null;
  /** How long an episode is up, healthy or not; `null` without one. */
  readonly heldMinutes: { readonly p50: number; readonly p95: number } | null;
}

/** How warnings did on services that are deployed. */
export interface DeploymentQuality {
  /** Failures that begin while a process warms up, with an alarm at least the lead ahead. */
  readonly recall: Share | null;
  readonly falseAlarms: number;
  readonly seriesDays: number;
  readonly falseAlarmsPerSeriesDay: FalseAlarmRate | null;
}

/** Sums up the outcomes on series with deployments; `null` without any. */
export function deploymentQuality(
  outcomes: readonly CaseOutcome[],
  wantedLeadMinutes: number,
): DeploymentQuality | null {
  if (outcomes.length === 0) return null;
  const failures = outcomes.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const falseAlarms = outcomes.reduce((sum, one) => sum + one.falseAlarms, 0);
  const seriesDays = outcomes.reduce((sum, one) => sum + one.healthyDays, 0);
  return {
    recall: share(failures, ({ leadMinutes }) => (leadMinutes ?? 0) >= wantedLeadMinutes),
    falseAlarms,
    seriesDays,
    falseAlarmsPerSeriesDay: falseAlarmRate(falseAlarms, seriesDays),
  };
}

/** Warning and critical of one detector, judged apart. */
export interface AlarmLevels {
  readonly warning: LevelQuality;
  /** `null` for a detector that forecasts no time left: it has no critical. */
  readonly critical: LevelQuality | null;
}

/** Sums up the outcomes of one level. */
export function levelQuality(
  outcomes: readonly CaseOutcome[],
  isOwn: (failure: FailureOutcome) => boolean,
): LevelQuality {
  const failures = outcomes.flatMap(({ failure }) =>
    failure !== null && isOwn(failure) ? [failure] : [],
  );
  const leads = failures.flatMap(({ leadMinutes }) => (leadMinutes === null ? [] : [leadMinutes]));
  const held = outcomes.flatMap(({ heldMinutes }) => heldMinutes);
  const falseAlarms = outcomes.reduce((sum, one) => sum + one.falseAlarms, 0);
  const seriesDays = outcomes.reduce((sum, one) => sum + one.healthyDays, 0);
  return {
    raised: share(failures, ({ leadMinutes }) => leadMinutes !== null),
    medianLeadMinutes: leads.length === 0 ? null : quantile(leads, 0.5),
    falseAlarms,
    falseAlarmsPerSeriesDay: falseAlarmRate(falseAlarms, seriesDays),
    heldMinutes: held.length === 0 ? null : { p50: quantile(held, 0.5), p95: quantile(held, 0.95) },
  };
}
