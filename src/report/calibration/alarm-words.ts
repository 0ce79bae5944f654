import type { AlarmEpisode } from '../../live/calibrate/calibration/alarm-watch.ts';
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
      ? `minute ${Number(minute.toFixed(2))}`
      : new Date(startedAtMs + minute * 60_000).toISOString();
  const { forecastInterval: interval, criticalFromMinute, criticalSentence } = episode;
  const range =
    interval === null
      ? ''
      : ` Time left: ${Math.round(interval.low)} to ${Math.round(interval.high)} minutes.`;
  const isLater = criticalFromMinute !== null && criticalFromMinute !== episode.fromMinute;
  return {
    level: episode.level,
    detector: episode.detector,
    span: `${at(episode.fromMinute)} to ${at(episode.toMinute)}`,
    sentence: episode.sentence + range,
    critical: isLater ? `critical from ${at(criticalFromMinute)}: ${criticalSentence ?? ''}` : null,
  };
}

/** `2 alarms, exhausted at minute 1520`. */
export function alarmSummary(
  { ending }: Pick<Trace, 'ending'>,
  episodes: readonly AlarmEpisode[],
): string {
  const alarms = episodes.length === 0 ? 'no alarm' : counted(episodes.length, 'alarm');
  const end =
    ending.kind === 'exhausted' ? `exhausted at minute ${ending.atMinute}` : 'never exhausted';
  return `${alarms}, ${end}`;
}
