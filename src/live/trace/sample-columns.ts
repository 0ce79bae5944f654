import { numberAt } from '../../base/primitives/number-at.ts';
/** More samples are put together: three columns of a million take 24 MB. Two years of minutes fit. */
const usualMost = 1_000_000;

/** A distance above which no mean is made of two samples: what is between was not seen. */
const longGapMinutes = 30;

/** The samples of a trace in columns. */
export interface FinishedColumns {
  readonly minutes: Float64Array;
  readonly percent: Float64Array;
  readonly entries: Float64Array | null;
  /** How many samples a point stands for; 1 where nothing was put together. */
  readonly samplesPerPoint: number;
}

/**
 * Columns that take any number of samples in bounded memory: when they are full, each two neighbours become
 * one, and so do the samples that still come. A point is the mean of its samples at the time of the last of
 * them: nothing is known earlier than it was. Entries are those of the last.
 */
export class SampleColumns {
  readonly #most: number;
  readonly #hasEntries: boolean;
  #minutes: Float64Array;
  #percent: Float64Array;
  #entries: Float64Array;
  #length = 0;
  #samplesPerPoint = 1;
  #sum = 0;
  #pending = 0;
  #minute = 0;
  #lastEntries = Number.NaN;
  /** All that were added. */
  samples: number = 0;

  constructor(hasEntries: boolean, most: number = usualMost) {
    this.#most = most;
    this.#hasEntries = hasEntries;
    const room = Math.min(1024, most);
    this.#minutes = new Float64Array(room);
    this.#percent = new Float64Array(room);
    this.#entries = new Float64Array(hasEntries ? room : 0);
  }

  add(minute: number, percent: number, entries: number): void {
    this.samples += 1;
    if (this.#pending > 0 && minute - this.#minute > longGapMinutes) this.#flush();
    this.#sum += percent;
    this.#pending += 1;
    this.#minute = minute;
    this.#lastEntries = entries;
    if (this.#pending === this.#samplesPerPoint) this.#flush();
  }

  finish(): FinishedColumns {
    if (this.#pending > 0) this.#flush();
    return {
      minutes: this.#minutes.slice(0, this.#length),
      percent: this.#percent.slice(0, this.#length),
      entries: this.#hasEntries ? this.#entries.slice(0, this.#length) : null,
      samplesPerPoint: this.#samplesPerPoint,
    };
  }

  #flush(): void {
    if (this.#length === this.#minutes.length) this.#grow();
    this.#minutes[this.#length] = this.#minute;
    this.#percent[this.#length] = this.#sum / this.#pending;
    if (this.#hasEntries) this.#entries[this.#length] = this.#lastEntries;
    this.#length += 1;
    this.#sum = 0;
    this.#pending = 0;
    if (this.#length === this.#most) this.#halve();
  }

  #halve(): void {
    const kept = Math.ceil(this.#length / 2);
    for (let at = 0; at < kept; at++) {
      const first = 2 * at;
      const last = Math.min(first + 1, this.#length - 1);
      const [from, to] = [numberAt(this.#minutes, first), numberAt(this.#minutes, last)];
      const [a, b] = [numberAt(this.#percent, first), numberAt(this.#percent, last)];
      this.#minutes[at] = to;
      this.#percent[at] = to - from > longGapMinutes ? b : (a + b) / 2;
      if (this.#hasEntries) this.#entries[at] = this.#entries[last] ?? Number.NaN;
    }
    this.#length = kept;
    this.#samplesPerPoint *= 2;
  }

  #grow(): void {
    const room = Math.min(this.#most, this.#minutes.length * 2);
    this.#minutes = enlarged(this.#minutes, room);
    this.#percent = enlarged(this.#percent, room);
    if (this.#hasEntries) this.#entries = enlarged(this.#entries, room);
  }
}

function enlarged(column: Float64Array, room: number): Float64Array {
  const larger = new Float64Array(room);
  larger.set(column);
  return larger;
}
