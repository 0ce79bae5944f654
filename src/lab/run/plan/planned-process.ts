/** One process of a run, before it has run. Repeats count from 1, rounds from 0 as in the record. */
export type PlannedProcess =
  | { readonly kind: 'exact'; readonly cellId: string; readonly repeat: number }
  | { readonly kind: 'timed'; readonly cellId: string; readonly round: number }
  | { readonly kind: 'yardstick'; readonly round: number };

/** The name of a planned process in the journal; unique in a run and the same on a resumed one. */
export function processKey(process: PlannedProcess): string {
  switch (process.kind) {
    case 'exact':
      return `exact ${process.repeat} ${process.cellId}`;
    case 'timed':
      return `timed ${process.round} ${process.cellId}`;
    case 'yardstick':
      return `yardstick ${process.round}`;
  }
}
