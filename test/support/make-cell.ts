import type { Cell } from '../../src/config/cell.ts';

/** A small complete cell; what matters to a test is given over it. */
export function makeCell(over: Partial<Cell> = {}): Cell {
  return {
    id: 'cell',
    scenario: over.id ?? 'cell',
    purpose: 'a cell of a test',
    notes: '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'mutex',
    hint: 0,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      phases: [
        {
          name: 'fill',
          operationsPerWriter: 1000,
          mix: { insert: 1 },
          keys: { kind: 'sequential' },
        },
      ],
      seed: 1,
    },
    limits: { memoryBytes: 256 * 2 ** 20, cpus: 1 },
    rounds: 1,
    timeLimitMs: 20_000,
    latencySampleInterval: 128,
    parameters: {},
    ...over,
  };
}
