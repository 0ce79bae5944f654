import { recordKind, recordVersion } from '../run-record.ts';

/** Whether it is a record of version 1, and every item of its list of cells the 0 that stands for one. */
export function isHeadOfCells(head: unknown, count: number): boolean {
  const { kind, version, cells } = Object(head);
  return (
    kind === recordKind &&
    version === recordVersion &&
    Array.isArray(cells) &&
    cells.length === count &&
    cells.every((cell) => cell === 0)
  );
}
