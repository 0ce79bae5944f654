import type { Workload } from './workload.ts';

/** Operations of all writers in all phases. */
export function totalOperations({ phases, writers }: Workload): number {
  return phases.reduce((sum, phase) => sum + phase.operationsPerWriter, 0) * writers;
}
