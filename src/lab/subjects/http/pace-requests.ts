import type { Arrivals } from '../../workload/arrivals.ts';

/** A request that is to be sent, or was. All moments are milliseconds of `performance.now`. */
export interface PacedRequest {
  /** When it should have been sent, and when it was. */
  readonly intendedMs: number;
  readonly sentMs: number;
}

/** Sends one request and says when its answer is there, or that none will come. */
export type SendRequest = (request: PacedRequest, done: () => void) => void;

/** How requests are paced. */
export interface PaceRequestsOptions {
  readonly next: Arrivals;
  readonly send: SendRequest;
  /** Requests under way at once; more wait, and their response time runs. */
  readonly connections: number;
  /** Told for every arrival how late the generator came to it. */
  readonly onArrival: (lateMs: number) => void;
  /** Ends the schedule early: what is under way is waited for. */
  readonly signal: AbortSignal;
}

/** A timer of Node.js may come this much too late. */
const timerMarginMs = 2;
/** Requests sent in one turn of the event loop, lest answers wait for their turn too long. */
const mostPerTurn = 32;

/**
 * Sends requests at the moments of a schedule, whatever the answers do. Resolves with the moment of
 * the first one when all are answered.
 */
export function paceRequests(options: PaceRequestsOptions): Promise<void> {
  return new Promise((resolve) => {
    new RequestPacer(options, resolve).turn();
  });
}

class RequestPacer {
  readonly #options: PaceRequestsOptions;
  readonly #finish: () => void;
  readonly #beganAt: number = performance.now();
  /** Intended moments of requests for which no connection is free; `#head` is the oldest. */
  #queue: number[] = [];
  #head = 0;
  #underWay = 0;
  #nextAt: number | null;

  constructor(options: PaceRequestsOptions, finish: () => void) {
    this.#options = options;
    this.#finish = finish;
    this.#nextAt = this.#draw();
  }

  turn(): void {
    if (this.#options.signal.aborted) this.#nextAt = null;
    for (let sent = 0; sent < mostPerTurn && this.#nextAt !== null; sent++) {
      const now = performance.now();
      if (this.#nextAt > now) break;
      this.#options.onArrival(now - this.#nextAt);
      this.#start(this.#nextAt, now);
      this.#nextAt = this.#draw();
    }
    if (this.#nextAt === null) {
      this.#finishIfDone();
      return;
    }
    const leftMs = this.#nextAt - performance.now();
    if (leftMs > timerMarginMs) setTimeout(() => this.turn(), leftMs - timerMarginMs);
    else setImmediate(() => this.turn());
  }

  #draw(): number | null {
    const at = this.#options.next();
    return at === null ? null : this.#beganAt + at;
  }

  #start(intendedMs: number, now: number): void {
    if (this.#underWay < this.#options.connections) this.#send(intendedMs, now);
    else this.#queue.push(intendedMs);
  }

  #send(intendedMs: number, sentMs: number): void {
    this.#underWay++;
    this.#options.send({ intendedMs, sentMs }, () => {
      this.#underWay--;
      const waiting = this.#queue[this.#head];
      if (waiting === undefined) this.#finishIfDone();
      else {
        this.#dropHead();
        this.#send(waiting, performance.now());
      }
    });
  }

  #dropHead(): void {
    this.#head++;
    if (this.#head < 1024 || this.#head * 2 < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }

  #finishIfDone(): void {
    if (this.#nextAt === null && this.#underWay === 0 && this.#head === this.#queue.length)
      this.#finish();
  }
}
