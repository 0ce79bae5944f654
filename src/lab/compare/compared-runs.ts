import type { Acceptance } from './baseline/baseline.ts';
import type { CellFigures, RunFigures } from './figures/run-figures.ts';

/** Both sides of a comparison: one or more runs each, the batches. */
export interface ComparedRuns {
  readonly baseline: readonly [RunFigures, ...RunFigures[]];
  readonly candidate: readonly [RunFigures, ...RunFigures[]];
  readonly acceptances: readonly Acceptance[];
  /** What people call the sides, where that says more than the ids of their runs. */
  readonly names?: { readonly baseline: string; readonly candidate: string };
  /** That cells of one id differ is what is compared; only their work must be the same. */
  readonly isCellVaried?: boolean;
}

/** One run with its part on one cell. */
export interface CellRun {
  readonly record: RunFigures;
  readonly cell: CellFigures;
}

/** A cell that every run of both sides has. */
export interface ComparedCell {
  readonly baseline: readonly [CellRun, ...CellRun[]];
  readonly candidate: readonly [CellRun, ...CellRun[]];
}

/** The part of each run on a cell; fewer than there are runs where one has no such cell. */
export function cellRuns(records: readonly RunFigures[], id: string): readonly CellRun[] {
  return records.flatMap((record) => {
    const cell = cellNamed(record, id);
    return cell === undefined ? [] : [{ record, cell }];
  });
}

/** By record: to look through all cells for each of them takes the square of their number. */
const cellsByName = new WeakMap<RunFigures, ReadonlyMap<string, CellFigures>>();

/** The part of a run on the cell of that name. */
export function cellNamed(record: RunFigures, id: string): CellFigures | undefined {
  let cells = cellsByName.get(record);
  if (cells === undefined) {
    cells = new Map(record.cells.map((cell) => [cell.cell.id, cell]));
    cellsByName.set(record, cells);
  }
  return cells.get(id);
}

/** Batches of both sides that are compared with each other; a side with one meets every other. */
export function pairs<T>(baseline: readonly T[], candidate: readonly T[]): readonly [T, T][] {
  return Array.from({ length: Math.max(baseline.length, candidate.length) }, (_, index) => {
    const a = baseline[Math.min(index, baseline.length - 1)];
    const b = candidate[Math.min(index, candidate.length - 1)];
    return a === undefined || b === undefined ? [] : [[a, b] as [T, T]];
  }).flat();
}
