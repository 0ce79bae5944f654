import type { Cell } from '../src/lab/config/cell.ts';
import type { Workload } from '../src/lab/workload/workload.ts';
import { inserts, makeCell } from '../test/support/make-cell.ts';

/** A cell of one phase of inserts of keys that look random, behind a mutex. */
export function benchCell(
  writers: number,
  operationsPerWriter: number,
  rest: Partial<Cell> = {},
  workload: Partial<Workload> = {},
): Cell {
  const cell = makeCell(
    {
      guard: 'mutex',
      limits: { memoryBytes: 2 ** 31, cpus: 4 },
      timeLimitMs: 600_000,
      ...rest,
    },
    inserts(operationsPerWriter),
  );
  return { ...cell, workload: { ...cell.workload, writers, ...workload } };
}
