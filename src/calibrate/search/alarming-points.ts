import { mergeMinutes } from '../evaluate/episodes.ts';
import { onsetOf, type JudgedCase } from '../evaluate/judged-case.ts';

/**
 * Finds the same false alarms and lead as `judgeCase`, for a rising threshold: each threshold looks
 * only at the points that the one before it left.
 */
export class AlarmingPoints {
  readonly #minutes: Float64Array;
  readonly #scores: Float64Array;
  readonly #onset: number;
  readonly #end: number;
  #count = 0;
  falseAlarms: number = 0;
  /** 0 where there is no alarm after the onset. */
  leadMinutes: number = 0;

  constructor(minutes: Float64Array, scores: Float64Array, judged: JudgedCase) {
    this.#minutes = new Float64Array(minutes.length);
    this.#scores = new Float64Array(minutes.length);
    for (let i = 0; i < minutes.length; i++) {
      const score = scores[i] ?? -Infinity;
      if (score === -Infinity || (minutes[i] ?? 0) < judged.judgeFromMinute) continue;
      this.#minutes[this.#count] = minutes[i] ?? 0;
      this.#scores[this.#count] = score;
      this.#count += 1;
    }
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
      const score = this.#scores[i] ?? 0;
      if (!(score > threshold)) continue;
      const minute = this.#minutes[i] ?? 0;
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
