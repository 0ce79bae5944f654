import type { AppliedLimits, CellFigures } from './run-figures.ts';

/** The limits as the processes of a cell had them, which are alike; `null` where nothing says so. */
export function appliedLimitsOf({ applied, exact, rounds }: CellFigures): AppliedLimits | null {
  if (applied !== undefined) return applied;
  const limits = [...exact, ...rounds].find((one) => one.limits !== undefined)?.limits;
  if (limits === undefined) return null;
  return { memoryBytes: limits.memoryBytes.applied, cpus: limits.cpus.applied };
}
