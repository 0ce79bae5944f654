import type { DetectorSettings } from '../../live/detect/detectors.ts';
import { growthOfTrace } from '../../live/detect/growth-of-trace.ts';
import type { SeriesHistory } from '../../live/detect/series-history.ts';
import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { AlarmEpisode } from '../../live/calibrate/calibration/alarm-watch.ts';
import { detectAlarms } from '../../live/calibrate/calibration/detect-alarms.ts';
import { mergeMinutes } from '../../live/calibrate/evaluate/episodes.ts';
import type { ShownMoment } from './why/shown-moment.ts';
import type { Trace } from '../../live/trace/trace.ts';

/** A trace that a report of a calibration draws. */
export interface ShownTrace {
  /** What it is an example of, as the title of its part of the page. */
  readonly title: string;
  readonly trace: Trace;
  readonly history: SeriesHistory | null;
  /** A minute that was asked about; nothing where none was. */
  readonly why?: ShownMoment;
}

/** A trace with all that the detectors of a calibration made of it. */
export interface WatchedTrace extends ShownTrace {
  /** What watched it: the detector of bytes, and the growth forecast where there is a map. */
  readonly detectors: readonly DetectorSettings[];
  /** Every alarm of all of them, in order. */
  readonly episodes: readonly AlarmEpisode[];
  readonly exhaustedAtMinute: number | null;
  /** Minutes from the beginning of the alarm of the failure to exhaustion; `null` if none was up. */
  readonly leadMinutes: number | null;
  /** The part that is drawn, in minutes of the trace. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Runs a calibration over a trace and decides what of it is worth drawing. */
export function watchTrace(calibration: Calibration, shown: ShownTrace): WatchedTrace {
  const { trace, history } = shown;
  const episodes = detectAlarms(calibration, trace, history);
  const exhaustedAtMinute = trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null;
  const last = trace.minutes.at(-1) ?? 0;
  const leadMinutes =
    exhaustedAtMinute === null ? null : leadOf(trace, episodes, exhaustedAtMinute);
  const end = exhaustedAtMinute ?? last;
  const onset = trace.label?.onsetMinute ?? 0;
  return {
    ...shown,
    detectors: detectorsOf(calibration, trace),
    episodes,
    exhaustedAtMinute,
    leadMinutes,
    fromMinute:
      exhaustedAtMinute === null ? 0 : Math.max(0, end - shownMinutes(end - onset, leadMinutes)),
    toMinute: end,
  };
}

/** The growth forecast watches where there is a map and a limit in bytes. */
function detectorsOf(
  { detector, growthForecast }: Calibration,
  trace: Trace,
): readonly DetectorSettings[] {
  const hasGrowth = growthOfTrace(trace) !== null;
  return hasGrowth ? [detector, growthForecast] : [detector];
}

/**
 * From the first alarm of the failure on. Where a label says when the failure began, that is the first
 * one that was up from then on; otherwise only one that was up at the end is known to be about it: an
 * alarm that went down long before was about nothing.
 */
function leadOf(
  { label }: Trace,
  episodes: readonly AlarmEpisode[],
  exhaustedAtMinute: number,
): number | null {
  const onset = label?.onsetMinute ?? 0;
  const since = label === null ? exhaustedAtMinute - mergeMinutes : onset;
  const first = episodes.find(
    ({ fromMinute, toMinute }) => toMinute >= since && fromMinute <= exhaustedAtMinute,
  );
  return first === undefined ? null : exhaustedAtMinute - Math.max(first.fromMinute, onset);
}

/** Of a failure half as much again as it lasted; of a long one what makes its alarm visible. */
function shownMinutes(durationMinutes: number, leadMinutes: number | null): number {
  const aroundAlarm = leadMinutes === null ? Infinity : Math.max(360, 4 * leadMinutes);
  return Math.max(180, Math.min(1.5 * durationMinutes, aroundAlarm));
}
