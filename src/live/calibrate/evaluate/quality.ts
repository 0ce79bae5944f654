import { groupBy } from '../../../base/primitives/group-by.ts';
import { clopperPearson } from '../../../base/stats/intervals/clopper-pearson.ts';
import type { Interval } from '../../../base/stats/intervals/interval.ts';
import { quantile } from '../../../base/stats/quantile.ts';
import type { CaseOutcome, FailureOutcome } from './case-outcome.ts';
import { poissonInterval } from './poisson-interval.ts';

/** A share with its 95 % Clopper-Pearson interval; `null` over nothing. */
export interface Share {
  readonly hits: number;
  readonly n: number;
  readonly share: number;
  readonly interval: Interval;
}

/** How a detector did on many cases. */
export interface Quality {
  /** Failures that are the detector's to see with an alarm at least the wanted lead ahead. */
  readonly recall: Share | null;
  /** The same for every kind of failure, its own or not. */
  readonly recallByKind: Readonly<Record<string, Share>>;
  readonly recallByDuration: Readonly<Record<string, Share>>;
  /** Recall that no detector can exceed with this sampling and these points in a row. */
  readonly recallBound: number | null;
  readonly leadQuantilesMinutes: LeadQuantiles | null;
  readonly medianFinalLeadMinutes: number | null;
  readonly firingAtEnd: Share | null;
  readonly episodesPerFailure: number | null;
  readonly falseAlarms: number;
  readonly seriesDays: number;
  /** With its exact 95 % Poisson interval; `null` over no healthy time. */
  readonly falseAlarmsPerSeriesDay: FalseAlarmRate | null;
  /** Healthy series with at least one false alarm. */
  readonly seriesWithFalseAlarm: Share | null;
  readonly timeInAlarmShare: number | null;
}

/** False alarms per series-day, with the exact 95 % Poisson interval of their number. */
export interface FalseAlarmRate {
  readonly rate: number;
  readonly interval: Interval;
}

/** Of the failures that were warned of at all. */
export interface LeadQuantiles {
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** What counts as a warning, and of which failures. */
export interface Warned {
  readonly leadMinutes: number;
  readonly isOwn: (failure: FailureOutcome) => boolean;
}

/**
 * Sums up the outcomes of one detector.
 *
 * @param delayMinutes between the onset and the earliest alarm: sampling and points in a row
 */
export function summarizeQuality(
  outcomes: readonly CaseOutcome[],
  { leadMinutes, isOwn }: Warned,
  delayMinutes: { readonly sampling: number; readonly row: number },
): Quality {
  const all = outcomes.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  const failures = all.filter(isOwn);
  const isWarned = ({ leadMinutes: lead }: FailureOutcome): boolean =>
    lead !== null && lead >= leadMinutes;
  const leads = failures.flatMap(({ leadMinutes: lead }) => (lead === null ? [] : [lead]));
  const finals = failures.flatMap(({ finalLeadMinutes: lead }) => (lead === null ? [] : [lead]));
  const warned = failures.filter(({ episodes }) => episodes > 0);
  return {
    recall: share(failures, isWarned),
    recallByKind: byGroup(all, isWarned, ({ kind, shape }) =>
      shape === '' ? kind : `${kind}: ${shape}`,
    ),
    recallByDuration: byGroup(failures, isWarned, durationClass),
    recallBound: recallBound(failures, leadMinutes, delayMinutes),
    leadQuantilesMinutes: leads.length === 0 ? null : leadQuantiles(leads),
    medianFinalLeadMinutes: finals.length === 0 ? null : quantile(finals, 0.5),
    firingAtEnd: share(failures, ({ isFiringAtEnd }) => isFiringAtEnd),
    episodesPerFailure:
      warned.length === 0 ? null : sumOf(warned, ({ episodes }) => episodes) / warned.length,
    ...falseAlarmFigures(outcomes),
  };
}

type FalseAlarmFigures = Pick<
  Quality,
  | 'falseAlarms'
  | 'seriesDays'
  | 'falseAlarmsPerSeriesDay'
  | 'seriesWithFalseAlarm'
  | 'timeInAlarmShare'
>;

function falseAlarmFigures(outcomes: readonly CaseOutcome[]): FalseAlarmFigures {
  const falseAlarms = sumOf(outcomes, (outcome) => outcome.falseAlarms);
  const seriesDays = sumOf(outcomes, ({ healthyDays }) => healthyDays);
  return {
    falseAlarms,
    seriesDays,
    falseAlarmsPerSeriesDay: falseAlarmRate(falseAlarms, seriesDays),
    seriesWithFalseAlarm: share(
      outcomes.filter(({ failure }) => failure === null),
      (outcome) => outcome.falseAlarms > 0,
    ),
    timeInAlarmShare:
      seriesDays === 0 ? null : sumOf(outcomes, ({ alarmDays }) => alarmDays) / seriesDays,
  };
}

/** A rate with its exact interval; `null` over no time. */
export function falseAlarmRate(falseAlarms: number, seriesDays: number): FalseAlarmRate | null {
  if (seriesDays === 0) return null;
  const { low, high, confidence } = poissonInterval(falseAlarms);
  return {
    rate: falseAlarms / seriesDays,
    interval: { low: low / seriesDays, high: high / seriesDays, confidence },
  };
}

/**
 * The first point after the onset falls anywhere within one sampling interval; the alarm needs all
 * of its points in a row after the onset, or it would be luck.
 */
function recallBound(
  failures: readonly FailureOutcome[],
  leadMinutes: number,
  { sampling, row }: { readonly sampling: number; readonly row: number },
): number | null {
  if (failures.length === 0 || sampling === 0) return null;
  const possible = sumOf(failures, ({ durationMinutes }) =>
    Math.min(1, Math.max(0, (durationMinutes - leadMinutes - row) / sampling)),
  );
  return possible / failures.length;
}

/** The share of the items for which `isHit` holds, with its exact interval. */
export function share<T>(items: readonly T[], isHit: (item: T) => boolean): Share | null {
  if (items.length === 0) return null;
  const hits = items.filter(isHit).length;
  return {
    hits,
    n: items.length,
    share: hits / items.length,
    interval: clopperPearson(hits, items.length),
  };
}

function byGroup(
  failures: readonly FailureOutcome[],
  isHit: (failure: FailureOutcome) => boolean,
  groupOf: (failure: FailureOutcome) => string,
): Record<string, Share> {
  const shares: Record<string, Share> = {};
  for (const [name, group] of groupBy(failures, groupOf)) {
    const one = share(group, isHit);
    if (one !== null) shares[name] = one;
  }
  return shares;
}

const durationClasses = [60, 90, 240, 1440] as const;

function durationClass({ durationMinutes }: FailureOutcome): string {
  const index = durationClasses.findIndex((limit) => durationMinutes < limit);
  if (index === 0) return `under ${durationClasses[0]} min`;
  if (index < 0) return `${durationClasses.at(-1)} min and more`;
  return `${durationClasses[index - 1]} to ${durationClasses[index]} min`;
}

function leadQuantiles(leads: readonly number[]): LeadQuantiles {
  const at = (p: number): number => quantile(leads, p);
  return { p05: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
