import type { LimitMechanism, LimitState } from './limit-report.ts';

/** What to apply for one limit, and how to write and read it. */
export interface LimitControlOptions<Value> {
  readonly asked: Value;
  /** `null` where nothing sensible can be applied. */
  readonly applied: Value | null;
  /** Why applied differs from asked. */
  readonly remark: string;
  readonly mechanism: LimitMechanism;
  /** Writes what is to be applied; gives the code of the error, or `null`. */
  readonly write: (applied: Value) => string | null;
  /** What is in force now; `null` where that cannot be read or nothing limits. */
  readonly read: () => Value | null;
}

/** One limit of one group. */
export class LimitControl<Value> {
  readonly #options: LimitControlOptions<Value>;
  #problem: string | null = null;

  constructor(options: LimitControlOptions<Value>) {
    this.#options = options;
  }

  /** Applies the limit and reads it back. */
  enforce(): LimitState<Value> {
    const { applied, write } = this.#options;
    this.#problem = applied === null ? null : write(applied);
    return this.readBack();
  }

  /** Reads the limit back, and says so if it is not what was applied. */
  readBack(): LimitState<Value> {
    const { asked, applied, remark, mechanism, read } = this.#options;
    if (applied === null) return notEnforced(asked, remark);
    if (this.#problem !== null) {
      const refusal = `${mechanism} refused ${String(applied)} (${this.#problem})`;
      return notEnforced(asked, `not enforced: ${refusal}`);
    }
    const inForce = read();
    const difference = inForce === applied ? '' : `the kernel says ${String(inForce ?? 'none')}`;
    const remarks = [remark, difference].filter((text) => text !== '');
    return { asked, applied, readBack: inForce, mechanism, remark: remarks.join('; ') };
  }
}

/** A limit that nothing enforces, and why. */
export function notEnforced<Value>(asked: Value, remark: string): LimitState<Value> {
  return { asked, applied: null, readBack: null, mechanism: 'none', remark };
}
