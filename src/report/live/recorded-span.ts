import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';

/** What stands below an axis of time. Times are milliseconds since 1970. */
export interface TimeWords {
  /** Where it begins. */
  readonly from: (fromMs: number, endMs: number) => string;
  /** Where what was seen ends, and what is ahead begins. */
  readonly end: string;
  readonly ahead: (ms: number) => string;
}

/** Of a process that runs. */
export const liveAxis: TimeWords = {
  from: (fromMs, endMs) => `${formatDuration(endMs - fromMs)} ago`,
  end: 'now',
  ahead: (ms) => `in ${formatDuration(ms)}`,
};

/** When a recording was made. */
export interface RecordedSpan {
  /** As it stands above the page. */
  readonly words: string;
  readonly axis: TimeWords;
}

export function recordedSpan(fromMs: number, endMs: number): RecordedSpan {
  return {
    words: `recorded from ${moment(fromMs).slice(0, 19)}Z for ${formatDuration(endMs - fromMs)}`,
    axis: {
      from: (ms) => moment(ms).slice(11, 19),
      end: 'end',
      ahead: (ms) => `${formatDuration(ms)} later`,
    },
  };
}

function moment(ms: number): string {
  return new Date(ms).toISOString();
}
