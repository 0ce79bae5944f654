import { numberAt } from '../../../base/primitives/number-at.ts';
import { mergeMinutes } from '../evaluate/episodes.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';

/**
 * Finds the same false alarms and lead as `judgeCase`, for a rising threshold: each threshold looks
 * only at the points that the one before it left.
 */
export class AlarmingPoints {
  #minutes: Float64Array = new Float64Array(0);
  #scores: Float64Array = new Float64Array(0);
  #onset = Infinity;
  #end = Infinity;
  #count = 0;
  falseAlarms: number = 0;
  /** 0 where there is no alarm after the onset. */
  leadMinutes: number = 0;

  /** Starts on the points of a case; those at or below the lowest threshold are let go at once. */
  load(minutes: Float64Array, scores: Float64Array, judged: JudgedCase, lowest: number): void {
    if (this.#minutes.length < minutes.length) {
      this.#minutes = new Float64Array(2 * minutes.length);
      this.#scores = new Float64Array(2 * minutes.length);
    }
    let count = 0;
    for (let i = firstFrom(minutes, judged.judgeFromMinute); i < minutes.length; i++) {
      const score = scores[i] ?? -Infinity;
      if (!(score > lowest)) continue;
      this.#minutes[count] = numberAt(minutes, i);
      this.#scores[count] = score;
      count += 1;
    }
    this.#count = count;
    const { ending } = judged.trace;
    this.#onset = onsetOf(judged);
    this.#end = ending.kind === 'exhausted' ? ending.atMinute : Infinity;
  }

  /** Applies a threshold, which must not be below the one before. */
  raise(threshold: number): void {
    let kept = 0;
    let last = -Infinity;
    this.falseAlarms = 0;
    this.leadMinutes = 0;
    for (let i = 0; i < this.#count; i++) {
      const score = numberAt(this.#scores, i);
      if (!(score > threshold)) continue;
      const minute = numberAt(this.#minutes, i);
      this.#scores[kept] = score;
      this.#minutes[kept] = minute;
      kept += 1;
      if (minute >= this.#onset) {
        if (this.leadMinutes === 0) this.leadMinutes = this.#end - minute;
      } else {
        if (minute - last > mergeMinutes) this.falseAlarms += 1;
        last = minute;
      }
    }
    this.#count = kept;
  }
}

/** Index of the first point at or after a minute, by bisection. */
function firstFrom(minutes: Float64Array, minute: number): number {
  let low = 0;
  let high = minutes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberAt(minutes, middle) < minute) low = middle + 1;
    else high = middle;
  }
  return low;
}
