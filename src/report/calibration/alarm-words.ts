import type { AlarmEpisode } from '../../live/calibrate/calibration/alarm-watch.ts';
import type { DetectorMoment } from '../../live/calibrate/calibration/moment-of.ts';
import { counted } from '../run/figures/format-figure.ts';
import type { Trace } from '../../live/trace/trace.ts';

/** Traces that a page of alarms draws; of more the alarms are listed. */
export const mostDrawn = 12;

/** What is said of an alarm, in the same words in the terminal and on the page. */
export interface AlarmWords {
  readonly level: AlarmEpisode['level'];
  readonly detector: string;
  /** `minute 3 to minute 9`, or moments as in ISO 8601. */
  readonly span: string;
  readonly sentence: string;
  /** Where an alarm that began as a warning became critical; `null` where none did. */
  readonly critical: string | null;
}

/** @param startedAtMs wall clock of minute 0, `null` where the trace does not know it */
export function alarmWords(episode: AlarmEpisode, startedAtMs: number | null): AlarmWords {
  const at = (minute: number): string =>
    startedAtMs === null
      ? `minute ${shortMinute(minute)}`
      : new Date(startedAtMs + minute * 60_000).toISOString();
  const { criticalFromMinute, criticalSentence } = episode;
  const { forecastInterval, criticalInterval = null } = episode;
  const isLater = criticalFromMinute !== null && criticalFromMinute !== episode.fromMinute;
  return {
    level: episode.level,
    detector: episode.detector,
    span: `${at(episode.fromMinute)} to ${at(episode.toMinute)}`,
    sentence: episode.sentence + rangeText(forecastInterval),
    critical: isLater
      ? `critical from ${at(criticalFromMinute)}: ${criticalSentence ?? ''}${rangeText(criticalInterval)}`
      : null,
  };
}

/** Two decimals at most: a failure that is put onto noise ends between two of its samples. */
function shortMinute(minute: number): number {
  return Number(minute.toFixed(2));
}

/** What the interval of a moment is, and what it is made of. */
export function timeLeftSentence({
  low,
  high,
  sentence,
}: NonNullable<DetectorMoment['timeLeft']>): string {
  return `Time left: ${Math.round(low)} to ${Math.round(high)} minutes with a confidence of 90 %; ${sentence}.`;
}

function rangeText(interval: AlarmEpisode['forecastInterval']): string {
  if (interval === null) return '';
  return ` Time left: ${Math.round(interval.low)} to ${Math.round(interval.high)} minutes.`;
}

/** `2 alarms, exhausted at minute 1520`. */
export function alarmSummary(
  { ending }: Pick<Trace, 'ending'>,
  episodes: readonly AlarmEpisode[],
): string {
  const alarms = episodes.length === 0 ? 'no alarm' : counted(episodes.length, 'alarm');
  const end =
    ending.kind === 'exhausted'
      ? `exhausted at minute ${shortMinute(ending.atMinute)}`
      : 'never exhausted';
  return `${alarms}, ${end}`;
}
