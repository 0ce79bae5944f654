import type { CellRecord } from '../../../lab/record/run-record.ts';

/** The cell that does the same operations on the same keys with JavaScript's own `Map`; `null`: none. */
export function nativeBeside(
  { cell }: CellRecord,
  cells: readonly CellRecord[],
): CellRecord | null {
  if (cell.target !== 'module') return null;
  const work = workOf(cell);
  return (
    cells.find((other) => other.cell.target === 'native' && workOf(other.cell) === work) ?? null
  );
}

function workOf({ scenario, key, value, workload, rate }: CellRecord['cell']): string {
  return JSON.stringify([scenario, key, value, workload, rate]);
}
