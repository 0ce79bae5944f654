import type { RunRecord } from '../../../lab/record/run-record.ts';

/**
 * What a reader of a record should know, each sentence once: a machine with fewer CPUs than asked
 * says so for every cell. What holds for some cells only names them.
 */
export function warningsOf({ warnings, cells }: RunRecord): readonly string[] {
  const cellsOf = new Map<string, string[]>();
  for (const { cell, warnings: own } of cells)
    for (const { message } of own) cellsOf.set(message, [...(cellsOf.get(message) ?? []), cell.id]);
  const ofCells = [...cellsOf].map(([message, ids]) =>
    ids.length === cells.length ? message : `${ids.join(', ')}: ${message}`,
  );
  return [...new Set([...warnings.map(({ message }) => message), ...ofCells])];
}
