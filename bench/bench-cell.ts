import type { Cell } from '../src/config/cell.ts';
import type { Workload } from '../src/workload/workload.ts';

/** A cell of one phase of inserts of keys that look random, behind a mutex. */
export function benchCell(
  writers: number,
  operationsPerWriter: number,
  rest: Partial<Cell> = {},
  workload: Partial<Workload> = {},
): Cell {
  return {
    id: 'bench',
    scenario: 'bench',
    purpose: '',
    notes: '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'mutex',
    hint: 0,
    limits: { memoryBytes: 2 ** 31, cpus: 4 },
    rounds: 1,
    timeLimitMs: 600_000,
    latencySampleInterval: 128,
    parameters: {},
    ...rest,
    workload: {
      writers,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      seed: 1,
      phases: [
        { name: 'fill', operationsPerWriter, mix: { insert: 1 }, keys: { kind: 'sequential' } },
      ],
      ...workload,
    },
  };
}
