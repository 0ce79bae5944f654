import { readFileSync } from 'node:fs';
import { median } from '../../../base/stats/median.ts';

/** How many tasks of the whole machine wanted a CPU, from looks in between. */
export class TaskCount {
  readonly #counts: number[] = [];

  /** The fourth field of `/proc/loadavg` begins with the tasks that run or could. */
  look(): void {
    try {
      const field = readFileSync('/proc/loadavg', 'utf8').split(' ')[3] ?? '';
      const count = Number(field.split('/')[0]);
      if (Number.isFinite(count)) this.#counts.push(count);
    } catch {
      // Not Linux, or no /proc: nothing is said then.
    }
  }

  /** The median of the looks; `null` where there was none. */
  get typical(): number | null {
    return this.#counts.length === 0 ? null : Math.round(median(this.#counts));
  }
}
