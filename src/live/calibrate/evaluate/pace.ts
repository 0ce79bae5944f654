import { pause } from '../../../base/primitives/pause.ts';

/** How far a long computation is. */
export interface Step {
  /** What is done now, as `judging`. */
  readonly phase: string;
  /** Series that are done, of `total`; `null` where nobody knows how many come. */
  readonly done: number;
  readonly total: number | null;
}

/** Who follows a long computation, and may end it. */
export interface StepWatch {
  readonly onStep?: (step: Step) => void;
  readonly signal?: AbortSignal;
}

const restEveryMs = 50;

/** Keeps a long computation interruptible, and tells how far it is. */
export class Pace {
  readonly #watch: StepWatch;
  #restedAtMs = performance.now();

  constructor(watch: StepWatch) {
    this.#watch = watch;
  }

  step(phase: string, done: number, total: number | null): void {
    this.#watch.onStep?.({ phase, done, total });
  }

  /** To be called often: gives way to what waits at most every 50 ms. @throws AbortError */
  async rest(): Promise<void> {
    if (performance.now() - this.#restedAtMs < restEveryMs) return;
    await pause(this.#watch.signal);
    this.#restedAtMs = performance.now();
  }
}
