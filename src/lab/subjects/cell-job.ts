import type { Cell } from '../config/cell.ts';
import type { Workload } from '../workload/workload.ts';

/** What a child process is to do: one pass of one cell, or the yardstick. */
export type CellJob =
  | {
      readonly kind: 'exact' | 'timed';
      readonly cell: Cell;
      /** Bytes that the map may hold; `null` = only the address space limits. */
      readonly arenaLimitBytes: number | null;
      /** Bytes that what the sandbox writes down of a sync.Map may take beside that. @default 0 */
      readonly booksBytes?: number;
      /** It takes as long as all the counting, and one process is enough. @default true */
      readonly weighsHeap?: boolean;
      /** Keys are the same in every process. @default false */
      readonly countsKeys?: boolean;
      /** What is done before the workload of a timed pass, untimed: see `PassOptions`. */
      readonly fill?: Workload;
    }
  | { readonly kind: 'yardstick'; readonly operations: number; readonly seed: number };
