import type { Cell } from '../config/cell.ts';

/** What a child process is to do: one pass of one cell, or the yardstick. */
export type CellJob =
  | {
      readonly kind: 'exact' | 'timed';
      readonly cell: Cell;
      /** Bytes that the map may hold; `null` = only the address space limits. */
      readonly arenaLimitBytes: number | null;
    }
  | { readonly kind: 'yardstick'; readonly operations: number; readonly seed: number };
