import { numberAt } from '../../../base/primitives/number-at.ts';
import type { AlarmEpisode } from '../../../live/calibrate/calibration/alarm-watch.ts';
import type { GrowthModel, GrowthStep } from '../../../live/detect/growth-model.ts';
import { growthOfTrace } from '../../../live/detect/growth-of-trace.ts';
import type { WatchedTrace } from '../shown-trace.ts';

/** A series with a map on the staircase of the map's size model. */
export interface GrowthScene {
  readonly model: GrowthModel;
  readonly limitBytes: number;
  /** Memory beside the map when the alarm was raised, or at the end. */
  readonly besideBytes: number;
  readonly alarm: AlarmEpisode | null;
  /** Most entries at the start of the series, at the alarm and at the end. */
  readonly startEntries: number;
  readonly alarmEntries: number;
  readonly endEntries: number;
  readonly growths: readonly GrowthStep[];
  /** The growth that the alarm was about, or the next one. */
  readonly next: GrowthStep;
}

/** Bytes of the map of so many entries, and beside it. */
export function totalAt({ model, besideBytes }: GrowthScene, entries: number): number {
  return besideBytes + model.bytesHeld(entries);
}

/** The same while a growth is under way. */
export function peakOf({ besideBytes }: GrowthScene, step: GrowthStep): number {
  return besideBytes + Math.max(step.bytesDuring, step.bytesAfter);
}

/** Entries up to which the staircase is drawn. */
export function endOfAxis({ next }: GrowthScene): number {
  return next.lastEntries * 1.12;
}

/** `null` without a map, a limit in bytes or a growth to come. */
export function growthScene({ trace, episodes, toMinute }: WatchedTrace): GrowthScene | null {
  const growth = growthOfTrace(trace);
  if (growth === null || trace.map === null) return null;
  const { model, limitBytes } = growth;
  const most = mostSoFar(trace.map.entries);
  const last = lastIndex(trace.minutes, toMinute);
  const alarm =
    episodes.findLast(
      ({ detector, fromMinute }) => detector === 'growth-forecast' && fromMinute <= toMinute,
    ) ?? null;
  const at = alarm === null ? last : lastIndex(trace.minutes, alarm.fromMinute);
  const alarmEntries = numberAt(most, at);
  const next = model.upcoming(alarmEntries);
  if (next === null) return null;
  const held = (numberAt(trace.percent, at) / 100) * limitBytes;
  return {
    model,
    limitBytes,
    besideBytes: Math.max(0, held - model.bytesHeld(alarmEntries)),
    alarm,
    startEntries: numberAt(most, 0),
    alarmEntries,
    // The insert that exhausts the limit never gets its table.
    endEntries: Math.min(numberAt(most, last), next.lastEntries - 1),
    growths: growthsUpTo(model, next),
    next,
  };
}

/** By the most entries that were there so far: deletes free nothing. */
function mostSoFar(entries: Float64Array): Float64Array {
  let most = 0;
  return entries.map((now) => {
    // As the forecast has it: next to none is a map that was made anew.
    most = now < most / 1000 ? now : Math.max(most, now);
    return most;
  });
}

function lastIndex(minutes: Float64Array, minute: number): number {
  return Math.max(
    0,
    minutes.findLastIndex((one) => one <= minute),
  );
}

function growthsUpTo(model: GrowthModel, last: GrowthStep): readonly GrowthStep[] {
  const growths: GrowthStep[] = [];
  let step = model.upcoming(0);
  while (step !== null && step.entries < last.entries) {
    growths.push(step);
    step = model.upcoming(step.lastEntries);
  }
  // Of the small ones at the left nothing could be seen.
  return growths.filter(({ entries }) => entries > last.entries / 50);
}
