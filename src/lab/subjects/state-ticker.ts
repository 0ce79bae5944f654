import type { LastState } from '../record/outcome.ts';
import type { StateListener } from './target.ts';

const intervalMs = 100;

/** Passes the state of a pass on, every 100 ms at most. */
export class StateTicker {
  readonly #listener: StateListener;
  #toldAt = performance.now();

  constructor(listener: StateListener) {
    this.#listener = listener;
  }

  /** Asks for the state, and passes it on, if it is time. */
  tick(state: () => LastState): void {
    const now = performance.now();
    if (now - this.#toldAt < intervalMs) return;
    this.#toldAt = now;
    this.#listener(state());
  }
}
