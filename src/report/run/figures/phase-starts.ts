import type { Cell } from '../../../lab/config/cell.ts';

/** A phase and the number of operations, over all writers, that are done when it begins. */
export interface PhaseStart {
  readonly name: string;
  readonly operation: number;
}

/** Where the phases of a cell begin in an exact pass, which ends one phase before the next. */
export function phaseStarts({ workload }: Cell): readonly PhaseStart[] {
  let operation = 0;
  return workload.phases.map(({ name, operationsPerWriter }) => {
    const start = { name, operation };
    operation += operationsPerWriter * workload.writers;
    return start;
  });
}
