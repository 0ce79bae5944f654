import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { detectAlarms, type AlarmEpisode } from '../../live/calibrate/calibration/detect-alarms.ts';
import type { DetectorSettings } from '../../live/detect/detector-settings.ts';
import { growthOfTrace } from '../../live/detect/growth-of-trace.ts';
import type { SeriesHistory } from '../../live/detect/series-history.ts';
import type { Trace } from '../../live/trace/trace.ts';

/** A trace that a report of a calibration draws. */
export interface ShownTrace {
  /** What it is an example of, as the title of its part of the page. */
  readonly title: string;
  readonly trace: Trace;
  readonly history: SeriesHistory | null;
}

/** A trace with what the detector that matters there made of it. */
export interface WatchedTrace extends ShownTrace {
  /** The growth forecast where it is what raised the alarm, else the detector of bytes. */
  readonly settings: DetectorSettings;
  /** Of that detector, in order. */
  readonly episodes: readonly AlarmEpisode[];
  readonly exhaustedAtMinute: number | null;
  /** Minutes from the first alarm of the failure to exhaustion; `null` if none came. */
  readonly leadMinutes: number | null;
  /** The part that is drawn, in minutes of the trace. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Runs a calibration over a trace and decides what of it is worth drawing. */
export function watchTrace(calibration: Calibration, shown: ShownTrace): WatchedTrace {
  const { trace, history } = shown;
  const all = detectAlarms(calibration, trace, history);
  const settings = shownSettings(calibration, trace, all);
  const exhaustedAtMinute = trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null;
  const end = exhaustedAtMinute ?? trace.minutes.at(-1) ?? 0;
  const onset = trace.label?.onsetMinute ?? 0;
  const episodes = all.filter(
    ({ detector, fromMinute }) => detector === settings.kind && fromMinute <= end,
  );
  const first = episodes.find(({ toMinute }) => toMinute >= onset);
  const leadMinutes =
    exhaustedAtMinute === null || first === undefined
      ? null
      : end - Math.max(first.fromMinute, onset);
  return {
    ...shown,
    settings,
    episodes,
    exhaustedAtMinute,
    leadMinutes,
    fromMinute:
      exhaustedAtMinute === null ? 0 : Math.max(0, end - shownMinutes(end - onset, leadMinutes)),
    toMinute: end,
  };
}

function shownSettings(
  { detector, growthForecast }: Calibration,
  trace: Trace,
  episodes: readonly AlarmEpisode[],
): DetectorSettings {
  if (growthForecast === null || growthOfTrace(trace) === null) return detector;
  if (trace.label?.kind === 'doubling') return growthForecast;
  const isByGrowth = episodes.length > 0 && episodes.every((one) => one.detector !== detector.kind);
  return isByGrowth ? growthForecast : detector;
}

/** Of a failure half as much again as it lasted; of a long one what makes its alarm visible. */
function shownMinutes(durationMinutes: number, leadMinutes: number | null): number {
  const aroundAlarm = leadMinutes === null ? Infinity : Math.max(360, 4 * leadMinutes);
  return Math.max(180, Math.min(1.5 * durationMinutes, aroundAlarm));
}
