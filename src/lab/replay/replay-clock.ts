import { setTimeout as sleep } from 'node:timers/promises';

/** Nobody sees a difference of so little. */
const toleranceMs = 5;

/** When operations are due that are replayed at a multiple of their recorded speed. */
export class ReplayClock {
  readonly #speed: number;
  readonly #startMs = performance.now();
  #recordedMs = Number.NaN;

  /** @param speed recorded seconds per second; infinite: as fast as it goes */
  constructor(speed: number) {
    this.#speed = speed;
  }

  /** Milliseconds until an operation of a recorded time is due; 0 where it is, or no time is known. */
  left(timeMs: number): number {
    if (!Number.isFinite(this.#speed) || Number.isNaN(timeMs)) return 0;
    if (Number.isNaN(this.#recordedMs)) this.#recordedMs = timeMs;
    const due = this.#startMs + (timeMs - this.#recordedMs) / this.#speed;
    const left = due - performance.now();
    return left > toleranceMs ? left : 0;
  }

  /** The latest recorded time of which operations are due. */
  untilMs(): number {
    if (!Number.isFinite(this.#speed)) return Number.POSITIVE_INFINITY;
    // Time begins to pass with the first operation that has one.
    if (Number.isNaN(this.#recordedMs)) return Number.NEGATIVE_INFINITY;
    return this.#recordedMs + (performance.now() - this.#startMs + toleranceMs) * this.#speed;
  }

  /** Waits until it is. @throws AbortError where the signal is aborted */
  async wait(timeMs: number, signal?: AbortSignal): Promise<void> {
    const left = this.left(timeMs);
    if (left > 0) await sleep(left, undefined, signal === undefined ? {} : { signal });
  }
}
