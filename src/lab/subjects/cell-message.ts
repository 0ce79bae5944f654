import type { LastState, Outcome } from '../record/outcome.ts';
import type { ExactEnd, TimedEnd } from './target.ts';

/**
 * What a child process writes to file descriptor 3, one JSON document per line: `state` about every
 * 100 ms while it works, then exactly one of the others. A child that ends without one was stopped.
 */
export type CellMessage =
  | { readonly kind: 'state'; readonly state: LastState }
  | ({ readonly kind: 'exact' } & ExactEnd)
  | ({ readonly kind: 'timed' } & TimedEnd)
  | { readonly kind: 'yardstick'; readonly operationsPerSecond: number }
  /** An error that is no result: a job that cannot be read, or a defect. */
  | {
      readonly kind: 'failed';
      readonly outcome: Extract<Outcome, { kind: 'failed' | 'map-full' }>;
    };
