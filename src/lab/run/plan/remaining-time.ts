import type { PlannedProcess } from './planned-process.ts';

/** About how long a process takes, in milliseconds, from what it has to do. */
export type ProcessEstimate = (process: PlannedProcess) => number;

interface Taken {
  readonly estimatedMs: number;
  readonly elapsedMs: number;
}

/**
 * Estimates the time left from what each process has to do, corrected by what that was wrong by: for
 * those of the same cell and kind where one has run, else for all that have.
 */
export class RemainingTime {
  readonly #exactLanes: number;
  readonly #estimate: ProcessEstimate;
  readonly #taken = new Map<string, Taken>();

  /** @param exactLanes how many exact processes run at a time */
  constructor(exactLanes: number, estimate: ProcessEstimate) {
    this.#exactLanes = exactLanes;
    this.#estimate = estimate;
  }

  add(process: PlannedProcess, elapsedMs: number): void {
    const estimatedMs = this.#estimate(process);
    for (const name of [group(process), 'all']) {
      const before = this.#taken.get(name) ?? { estimatedMs: 0, elapsedMs: 0 };
      this.#taken.set(name, {
        estimatedMs: before.estimatedMs + estimatedMs,
        elapsedMs: before.elapsedMs + elapsedMs,
      });
    }
  }

  /** Milliseconds for these processes. */
  estimateMs(left: readonly PlannedProcess[]): number {
    return left.reduce((sum, process) => {
      const lanes = process.kind === 'exact' ? this.#exactLanes : 1;
      const taken = this.#taken.get(group(process)) ?? this.#taken.get('all');
      const correction = taken === undefined ? 1 : taken.elapsedMs / taken.estimatedMs;
      return sum + (correction * this.#estimate(process)) / lanes;
    }, 0);
  }
}

function group(process: PlannedProcess): string {
  return process.kind === 'yardstick' ? 'yardstick' : `${process.kind} ${process.cellId}`;
}
