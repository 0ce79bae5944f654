import type { Outcome } from '../record/outcome.ts';
import type { PlannedProcess } from './plan/planned-process.ts';

/** What a run tells while it runs. */
export type RunProgress =
  | { readonly kind: 'cleaned'; readonly sentences: readonly string[] }
  | {
      readonly kind: 'planned';
      readonly processes: number;
      /** Processes whose results were in the journal already. */
      readonly resumed: number;
      /** About how long those that are left take on a quiet machine, from what they have to do. */
      readonly estimateMs: number;
    }
  | { readonly kind: 'started'; readonly process: PlannedProcess; readonly done: number }
  | {
      readonly kind: 'finished';
      readonly process: PlannedProcess;
      readonly outcome: Outcome;
      readonly done: number;
      readonly elapsedMs: number;
      /** By the processes that have finished, and by what the others have to do. */
      readonly remainingMs: number;
    };
