import type { Cell } from '../../src/lab/config/cell.ts';
import type { Phase } from '../../src/lab/workload/workload.ts';

/** A phase of inserts of new keys. */
export function fill(operationsPerWriter: number): Phase {
  return { name: 'fill', operationsPerWriter, mix: { insert: 1 }, keys: { kind: 'sequential' } };
}

/** That phase alone. */
export function inserts(operationsPerWriter: number): readonly Phase[] {
  return [fill(operationsPerWriter)];
}

/** A cell of one writer with all that a test does not care about. */
export function makeCell(overrides: Partial<Cell>, phases: readonly Phase[]): Cell {
  return {
    id: 'cell',
    scenario: 'cell',
    purpose: 'a test',
    notes: '',
    target: 'reference',
    map: 'go1.22',
    key: 'int64',
    value: 'int64',
    guard: 'none',
    hint: 0,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: 16,
      seed: 1,
      phases,
    },
    limits: { memoryBytes: 256 * 2 ** 20, cpus: 1 },
    rounds: 1,
    timeLimitMs: 60_000,
    latencySampleInterval: 128,
    parameters: {},
    ...overrides,
  };
}
