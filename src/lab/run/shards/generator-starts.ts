import { must } from '../../../base/primitives/must.ts';
import type { Cell } from '../../config/cell.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import type { PlannedStep } from '../execute-plan.ts';

/** Beside the time of its requests: the last answers, the next process, a look at the clock. */
const betweenMs = 15_000;
/** Random arrivals take longer than on average; a hundred are within this with hardly an exception. */
const poissonFactor = 1.5;

/**
 * When each process of a plan starts on every generator, milliseconds since 1970 by its place in the
 * plan: the first at the common start, the others as long after as the ones before them take.
 */
export function generatorStarts(
  plan: readonly PlannedStep[],
  cells: readonly Cell[],
  startAtMs: number,
): ReadonlyMap<number, number> {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const starts = new Map<number, number>();
  let at = startAtMs;
  for (const { planned, position } of plan) {
    if (planned.kind === 'yardstick') continue;
    starts.set(position, at);
    at += slotMs(must(byId.get(planned.cellId), 'a cell of the plan'));
  }
  return starts;
}

function slotMs({ http, rate, workload }: Cell): number {
  const whole = rate === undefined ? 0 : rateDurationMs(rate, totalOperations(workload));
  const usual = rate?.kind === 'poisson' ? poissonFactor * whole : whole;
  return Math.ceil(Math.min(usual, (http?.durationSeconds ?? Infinity) * 1000)) + betweenMs;
}
