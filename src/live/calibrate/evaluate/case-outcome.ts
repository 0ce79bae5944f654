import { numberAt } from '../../../base/primitives/number-at.ts';
import type { TraceKind } from '../../trace/trace.ts';
import { joinEpisodes } from './episodes.ts';
import { onsetOf, type JudgedCase } from './judged-case.ts';

/** How one detector did on one case. */
export interface CaseOutcome {
  readonly failure: FailureOutcome | null;
  /** Episodes that began while the series was healthy. */
  readonly falseAlarms: number;
  readonly healthyDays: number;
  /** Days of the healthy part in alarm. */
  readonly alarmDays: number;
  /** Of every episode, from its first point to one point behind its last. */
  readonly heldMinutes: readonly number[];
}

export interface FailureOutcome {
  readonly kind: TraceKind | 'unlabelled';
  readonly shape: string;
  /** Minutes from onset to exhaustion. */
  readonly durationMinutes: number;
  /** Minutes from the first point in alarm after the onset to exhaustion; `null` if none. */
  readonly leadMinutes: number | null;
  /** The same from the start of the episode that runs into the end; `null` if none does. */
  readonly finalLeadMinutes: number | null;
  readonly episodes: number;
  /** Whether the alarm was up at the last point before exhaustion. */
  readonly isFiringAtEnd: boolean;
}

/** The points of a case at which the alarm may be up: minutes and the score to compare. */
export interface AlarmPoints {
  readonly minutes: Float64Array;
  readonly scores: Float64Array;
}

/**
 * Applies a threshold to the points of a case. Points before `judgeFromMinute` do not count; an
 * alarm that is up when growth begins counts as a false one and, while it stays up, as a warning.
 */
export function judgeCase(
  judged: JudgedCase,
  { minutes, scores }: AlarmPoints,
  threshold: number,
): CaseOutcome {
  const { trace, judgeFromMinute } = judged;
  const onset = onsetOf(judged);
  const end = trace.ending.kind === 'exhausted' ? trace.ending.atMinute : Infinity;
  const healthy: number[] = [];
  const failing: number[] = [];
  for (let i = 0; i < minutes.length; i++) {
    const minute = numberAt(minutes, i);
    if (minute < judgeFromMinute || !((scores[i] ?? -Infinity) > threshold)) continue;
    (minute < onset ? healthy : failing).push(minute);
  }
  const falseAlarms = joinEpisodes(healthy);
  const pointLength = pointMinutes(minutes);
  return {
    failure: trace.ending.kind === 'never' ? null : failureOf(judged, failing, minutes, onset, end),
    falseAlarms: falseAlarms.length,
    healthyDays: daysOf(trace.minutes, judgeFromMinute, Math.min(onset, end)),
    alarmDays: (healthy.length * pointLength) / 1440,
    heldMinutes: [...falseAlarms, ...joinEpisodes(failing)].map(
      ({ fromMinute, toMinute }) => toMinute - fromMinute + pointLength,
    ),
  };
}

function failureOf(
  { trace }: JudgedCase,
  failing: readonly number[],
  minutes: Float64Array,
  onset: number,
  end: number,
): FailureOutcome {
  const episodes = joinEpisodes(failing);
  const last = failing.at(-1);
  const isFiringAtEnd = last !== undefined && last === minutes.at(-1);
  const first = failing[0];
  const finalEpisode = isFiringAtEnd ? episodes.at(-1) : undefined;
  return {
    kind: trace.label?.kind ?? 'unlabelled',
    shape: trace.label?.shape ?? '',
    durationMinutes: end - onset,
    leadMinutes: first === undefined ? null : end - first,
    finalLeadMinutes: finalEpisode === undefined ? null : end - finalEpisode.fromMinute,
    episodes: episodes.length,
    isFiringAtEnd,
  };
}

/** Minutes between two points: their median distance. */
export function pointMinutes(minutes: Float64Array): number {
  if (minutes.length < 2) return 0;
  const distances = minutes.subarray(1).map((minute, i) => minute - numberAt(minutes, i));
  return distances.toSorted()[Math.floor(distances.length / 2)] ?? 0;
}

/** Days covered by samples from one minute to another, gaps left out. */
function daysOf(minutes: Float64Array, from: number, to: number): number {
  let count = 0;
  for (const minute of minutes) if (minute >= from && minute < to) count += 1;
  return (count * pointMinutes(minutes)) / 1440;
}
