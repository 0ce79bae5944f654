import { goIdleBytes, type GoSettings } from './go-settings.ts';

/** A heap below this is never collected, at `GOGC` 100; in proportion with others. */
const leastGoalBytes = 4 * 2 ** 20;

/**
 * When a collection begins and ends, as shares of the way from what the last one found alive to the
 * goal: what is allocated in between counts as alive. Chosen by the pacer from speeds that nobody
 * knows beforehand; `mgcpacer.go` keeps the beginning between 0.7 and 0.95.
 */
export interface CollectorPhase {
  readonly begin: number;
  readonly end: number;
  /** A goal over what lives at the moment of `startBytes`; `null` = as it comes. */
  readonly goalAtStart: number | null;
}

/**
 * The account that Go's collector keeps of the heap, in charged bytes: it lets the heap grow to
 * `live * (1 + GOGC / 100)` before it is done, and `GOMEMLIMIT` lowers that goal (the rules of Go's
 * garbage collector guide).
 */
export class GoCollector {
  readonly #settings: GoSettings;
  readonly #phase: CollectorPhase;
  readonly #startBytes: number;
  #hasStarted: boolean;
  #marked: number;
  #goal: number;
  #heap = 0;
  #allocated = 0;
  #cycle: { readonly live: number; readonly allocated: number } | null = null;

  /** @param startBytes of the heap, below which there is no garbage where the phase sets the goal */
  constructor(settings: GoSettings, phase: CollectorPhase, startBytes: number) {
    this.#settings = settings;
    this.#phase = phase;
    this.#startBytes = startBytes;
    this.#hasStarted = phase.goalAtStart === null;
    this.#goal = leastGoal(settings);
    this.#marked = this.#goal / 2;
  }

  /** @returns bytes that are in use once so many were allocated since the start */
  allocate(allocated: number): number {
    this.#heap += allocated - this.#allocated;
    this.#allocated = allocated;
    return this.#heap;
  }

  /** Begins or ends a collection if it is time, with so many bytes alive. */
  look(live: number): void {
    if (!this.#hasStarted && this.#heap >= this.#startBytes) this.#start(live);
    if (!this.#hasStarted) this.#heap = live;
    const way = this.#goal - this.#marked;
    if (this.#cycle === null && this.#heap >= this.#marked + this.#phase.begin * way)
      this.#cycle = { live, allocated: this.#allocated };
    if (this.#cycle === null || this.#heap < this.#marked + this.#phase.end * way) return;
    this.#marked = this.#cycle.live + this.#allocated - this.#cycle.allocated;
    this.#heap = Math.min(this.#heap, this.#marked);
    this.#goal = goalAfter(this.#marked, this.#settings);
    this.#cycle = null;
  }

  #start(live: number): void {
    this.#hasStarted = true;
    this.#goal = Math.max(this.#goal, live * (this.#phase.goalAtStart ?? 1));
    this.#marked = this.#goal / 2;
  }
}

/** To what the heap may grow after a collection that found so much alive. */
export function goalAfter(live: number, settings: GoSettings): number {
  const { gogc, memoryLimitBytes } = settings;
  const byShare = gogc === null ? Number.MAX_VALUE : live * (1 + gogc / 100);
  const goal = Math.max(leastGoal(settings), byShare);
  if (memoryLimitBytes === null) return goal;
  return Math.max(live, Math.min(goal, memoryLimitBytes - goIdleBytes));
}

function leastGoal({ gogc, memoryLimitBytes }: GoSettings): number {
  if (gogc !== null) return (leastGoalBytes * gogc) / 100;
  return memoryLimitBytes ?? Number.MAX_VALUE;
}
