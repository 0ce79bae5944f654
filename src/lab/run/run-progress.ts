import type { Outcome } from '../record/outcome.ts';
import type { PlannedProcess } from './planned-process.ts';

/** What a run tells while it runs. */
export type RunProgress =
  | { readonly kind: 'cleaned'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'planned';
      readonly processes: number;
      /** Processes whose results were in the journal already. */
      readonly resumed: number;
    }
  | { readonly kind: 'started'; readonly process: PlannedProcess; readonly done: number }
  | {
      readonly kind: 'finished';
      readonly process: PlannedProcess;
      readonly outcome: Outcome;
      readonly done: number;
      readonly elapsedMs: number;
      /** Estimated from the processes that have finished; `null` before the first has. */
      readonly remainingMs: number | null;
    };
