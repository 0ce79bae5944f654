import type { ExactCounts } from '../record/exact-result.ts';
import type { LastState, Outcome } from '../record/outcome.ts';
import type { TimedMeasurement } from '../record/timed-result.ts';

/**
 * What a child process writes to file descriptor 3, one JSON document per line: `state` about every
 * 100 ms while it works, then exactly one of the others. A child that ends without one was stopped.
 */
export type CellMessage =
  | { readonly kind: 'state'; readonly state: LastState }
  | { readonly kind: 'exact'; readonly counts: ExactCounts | null; readonly outcome: Outcome }
  | {
      readonly kind: 'timed';
      readonly measurement: TimedMeasurement | null;
      readonly outcome: Outcome;
    }
  | { readonly kind: 'yardstick'; readonly operationsPerSecond: number }
  /** An error that is no result: a job that cannot be read, or a defect. */
  | { readonly kind: 'failed'; readonly outcome: Extract<Outcome, { kind: 'failed' }> };
