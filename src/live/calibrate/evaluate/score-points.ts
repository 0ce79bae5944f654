import { numberAt } from '../../../base/primitives/number-at.ts';
import { createDetector, detectors, type DetectorSettings } from '../../detect/detectors.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { ProcessAge } from '../../detect/process-age.ts';
import type { JudgedCase } from './judged-case.ts';

/** What a detector made of a trace, point by point; no threshold is applied yet. */
export interface ScorePoints {
  readonly minutes: Float64Array;
  readonly scores: Float64Array;
  readonly minutesLeft: Float64Array;
}

/** The series that a detector is run over: a trace, or the points of one. */
export interface ScoredSeries {
  readonly minutes: Float64Array;
  readonly percent: Float64Array;
  readonly entries: Float64Array | null;
}

/** Runs a detector over the trace of a case, up to its exhaustion. */
export function scorePoints(
  settings: DetectorSettings,
  judged: Pick<JudgedCase, 'trace' | 'history'>,
): ScorePoints {
  return scoreSeries(settings, judged, seriesOf(judged));
}

/** What of a trace a detector gets to see. */
export function seriesOf({ trace }: Pick<JudgedCase, 'trace'>): ScoredSeries {
  const { minutes, percent, map, ending } = trace;
  const end = ending.kind === 'exhausted' ? ending.atMinute : Infinity;
  let size = minutes.length;
  while (size > 0 && numberAt(minutes, size - 1) >= end) size -= 1;
  return {
    minutes: minutes.subarray(0, size),
    percent: percent.subarray(0, size),
    entries: map === null ? null : map.entries.subarray(0, size),
  };
}

/** Runs a detector over a series of the case, which may be thinned already. */
export function scoreSeries(
  settings: DetectorSettings,
  { trace, history }: Pick<JudgedCase, 'trace' | 'history'>,
  series: ScoredSeries,
): ScorePoints {
  const growth = detectors[settings.kind].watches === 'map' ? growthOfTrace(trace) : null;
  const detector = createDetector(settings, { history, growth });
  const size = series.minutes.length;
  const minutes = new Float64Array(size);
  const scores = new Float64Array(size);
  const minutesLeft = new Float64Array(size);
  const sample = { minute: 0, percent: 0, entries: Number.NaN, ageMinutes: Infinity };
  const age = new ProcessAge(trace.processStarts);
  let count = 0;
  for (let i = 0; i < size; i++) {
    sample.minute = numberAt(series.minutes, i);
    sample.percent = numberAt(series.percent, i);
    sample.ageMinutes = age.at(sample.minute);
    if (series.entries !== null) sample.entries = series.entries[i] ?? Number.NaN;
    if (!detector.push(sample)) continue;
    minutes[count] = sample.minute;
    scores[count] = detector.score;
    minutesLeft[count] = detector.minutesLeft;
    count += 1;
  }
  return {
    minutes: minutes.subarray(0, count),
    scores: scores.subarray(0, count),
    minutesLeft: minutesLeft.subarray(0, count),
  };
}

/** The lowest of the last `points` scores at each point: above a threshold if that many in a row are. */
export function lowestInRow(scores: Float64Array, points: number): Float64Array {
  let lowest = scores;
  for (let k = 2; k <= points; k++) lowest = lowestWithBefore(lowest, scores, k);
  return lowest;
}

/** The lowest of k scores from that of the last k - 1 and the one before them. */
export function lowestWithBefore(
  lowest: Float64Array,
  scores: Float64Array,
  k: number,
): Float64Array {
  const next = new Float64Array(scores.length).fill(-Infinity);
  for (let i = k - 1; i < scores.length; i++) {
    const before = scores[i - k + 1] ?? -Infinity;
    const low = lowest[i] ?? -Infinity;
    next[i] = before < low ? before : low;
  }
  return next;
}
