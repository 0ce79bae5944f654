import type { PlannedProcess } from './planned-process.ts';

/**
 * Estimates the time left from the time that processes have taken: the mean of the same cell and
 * kind where one has run, else the mean of all. Cells differ a hundredfold, so one mean for all
 * would mislead for most of a run.
 */
export class RemainingTime {
  readonly #exactLanes: number;
  readonly #taken = new Map<string, { count: number; totalMs: number }>();

  /** @param exactLanes how many exact processes run at a time */
  constructor(exactLanes: number) {
    this.#exactLanes = exactLanes;
  }

  add(process: PlannedProcess, elapsedMs: number): void {
    for (const name of [group(process), 'all']) {
      const taken = this.#taken.get(name) ?? { count: 0, totalMs: 0 };
      this.#taken.set(name, { count: taken.count + 1, totalMs: taken.totalMs + elapsedMs });
    }
  }

  /** Milliseconds for these processes; `null` while none has run. */
  estimateMs(left: readonly PlannedProcess[]): number | null {
    const all = this.#mean('all');
    if (all === null) return null;
    return left.reduce((sum, process) => {
      const lanes = process.kind === 'exact' ? this.#exactLanes : 1;
      return sum + (this.#mean(group(process)) ?? all) / lanes;
    }, 0);
  }

  #mean(name: string): number | null {
    const taken = this.#taken.get(name);
    return taken === undefined ? null : taken.totalMs / taken.count;
  }
}

function group(process: PlannedProcess): string {
  return process.kind === 'yardstick' ? 'yardstick' : `${process.kind} ${process.cellId}`;
}
