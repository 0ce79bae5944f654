/** How long a command may take to end once it was asked to, and what it says by the signal. */
export const patienceMs = { usual: 1800, keepingResults: 10_000 } as const;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Who takes over requests to end a process; a test stands in with a signal of its own. */
export interface Interruption {
  /** Aborted by a request to end while somebody holds; its reason has the name of the request. */
  readonly signal: AbortSignal;
  /** Whether it is. To ask costs nothing where nobody held. */
  readonly isRequested: boolean;
  /**
   * From now on a request to end aborts the signal instead of ending the process at once, and the
   * process is ended all the same when it has not ended by then.
   *
   * @returns what gives that up again
   */
  hold(patience: number): () => void;
}

/**
 * Ctrl-C, a request to end and a terminal that is closed. Where nobody holds, the system ends the process
 * at once, in whatever computation it is: a command that has nothing to keep owes nobody anything. Where
 * somebody holds, the first request aborts the signal, and the second one ends the process at once.
 */
export class RequestsToEnd implements Interruption {
  /** Made when somebody wants it: most commands end before. */
  #abort: AbortController | null = null;
  readonly #patience: number[] = [];

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isRequested(): boolean {
    return this.#abort !== null && this.#abort.signal.aborted;
  }

  get #controller(): AbortController {
    this.#abort ??= new AbortController();
    return this.#abort;
  }

  hold(patience: number): () => void {
    if (this.#patience.length === 0 && !this.isRequested)
      for (const name of signals) process.on(name, this.#onRequest);
    this.#patience.push(patience);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#patience.splice(this.#patience.indexOf(patience), 1);
      if (this.#patience.length === 0) this.#stopListening();
    };
  }

  readonly #onRequest = (name: NodeJS.Signals): void => {
    this.#stopListening();
    // By the same signal, now with its usual effect: an exit would wait for a thread that hangs in a pipe.
    setTimeout(() => process.kill(process.pid, name), Math.max(...this.#patience)).unref();
    this.#controller.abort(new DOMException(name, 'AbortError'));
  };

  #stopListening(): void {
    for (const name of signals) process.off(name, this.#onRequest);
  }
}
