import type { KeyTable } from './key-table.ts';

const hourMs = 3_600_000;
/** Where nothing is known of time. */
const windowOperations = 100_000;

/** Distinct keys that a stretch of the recording touches. */
export interface WorkingSetFigures {
  /** An hour of recorded time, or so many operations where times are not known. */
  readonly window: { readonly ms: number } | { readonly operations: number };
  /** Windows that were whole; 0 where the recording is shorter than one, which then stands for it. */
  readonly wholeWindows: number;
  readonly meanKeys: number;
  readonly maxKeys: number;
}

/** Counts the distinct keys of each hour, or of each 100,000 operations where times are not known. */
export class WorkingSet {
  /** Windows are numbered from 1, so that no key was seen in one before it was. */
  #window = 1;
  #startMs = Number.NaN;
  #startOperation = 1;
  #keys = 0;
  #whole = 0;
  #sum = 0;
  #max = 0;

  /** Counts an operation on the key of a slot. */
  see(keys: KeyTable, slot: number, operation: number, nowMs: number): void {
    if (!Number.isNaN(nowMs)) this.#reachTime(nowMs);
    else if (operation - this.#startOperation >= windowOperations) {
      this.#close();
      this.#startOperation = operation;
    }
    if (keys.touch(slot, this.#window)) this.#keys += 1;
  }

  figures(): WorkingSetFigures {
    const isWhole = this.#whole > 0;
    return {
      window: Number.isNaN(this.#startMs) ? { operations: windowOperations } : { ms: hourMs },
      wholeWindows: this.#whole,
      meanKeys: isWhole ? Math.round(this.#sum / this.#whole) : this.#keys,
      maxKeys: isWhole ? this.#max : this.#keys,
    };
  }

  #reachTime(nowMs: number): void {
    if (Number.isNaN(this.#startMs)) this.#startMs = nowMs;
    if (nowMs < this.#startMs + hourMs) return;
    this.#close();
    // Hours in which nothing happened are none of traffic.
    this.#startMs += Math.floor((nowMs - this.#startMs) / hourMs) * hourMs;
  }

  #close(): void {
    this.#whole += 1;
    this.#sum += this.#keys;
    this.#max = Math.max(this.#max, this.#keys);
    this.#keys = 0;
    this.#window += 1;
  }
}
