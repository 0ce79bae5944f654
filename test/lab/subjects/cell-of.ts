import type { Cell } from '../../../src/lab/config/cell.ts';
import type { Workload } from '../../../src/lab/workload/workload.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';

/** A cell of four writers behind a mutex with what a test of a target does not care about. */
export function cellOf(rest: Partial<Cell> = {}, workload: Partial<Workload> = {}): Cell {
  const cell = makeCell(
    {
      id: 'test',
      guard: 'mutex',
      limits: { memoryBytes: 2 ** 31, cpus: 2 },
      latencySampleInterval: 16,
      ...rest,
    },
    inserts(2000),
  );
  return { ...cell, workload: { ...cell.workload, writers: 4, ...workload } };
}
