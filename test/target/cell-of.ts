import type { Cell } from '../../src/config/cell.ts';
import type { Phase, Workload } from '../../src/workload/workload.ts';

/** One phase of inserts over fresh keys. */
export const fill = (operationsPerWriter: number): Phase => ({
  name: 'fill',
  operationsPerWriter,
  mix: { insert: 1 },
  keys: { kind: 'sequential' },
});

/** A cell with what a test does not care about filled in. */
export function cellOf(rest: Partial<Cell> = {}, workload: Partial<Workload> = {}): Cell {
  return {
    id: 'test',
    scenario: 'test',
    purpose: '',
    notes: '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'mutex',
    hint: 0,
    limits: { memoryBytes: 2 ** 31, cpus: 2 },
    rounds: 1,
    timeLimitMs: 60_000,
    latencySampleInterval: 16,
    parameters: {},
    ...rest,
    workload: {
      writers: 4,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      seed: 1,
      phases: [fill(2000)],
      ...workload,
    },
  };
}
