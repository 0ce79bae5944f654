import { median } from '../../../base/stats/median.ts';
import type { Cell } from '../../config/cell.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { anywhere, estimateWorks, workTimeMs } from '../plan/estimate-work.ts';
import type { PlannedProcess } from '../plan/planned-process.ts';
import type { CellCost } from './shard-header.ts';

/** How long the processes of each cell took, as the median of an earlier record, whole milliseconds. */
export function cellCosts({ cells }: RunRecord): readonly CellCost[] {
  return cells.flatMap(({ cell, exact, rounds }) => {
    const exactMs = exact.map(({ usage }) => usage.wallMs);
    const timedMs = rounds.map(({ usage }) => usage.wallMs);
    if (timedMs.length === 0) return [];
    return {
      cellId: cell.id,
      exactMs: Math.round(median(exactMs.length === 0 ? timedMs : exactMs)),
      timedMs: Math.round(median(timedMs)),
    };
  });
}

/**
 * Milliseconds of each process of a plan, as measured, else from what it has to do. Nothing of the machine
 * that asks is in it, so that all find the same plan.
 */
export function processCosts(
  cells: readonly Cell[],
  costs: readonly CellCost[],
): (process: PlannedProcess) => number {
  const measured = new Map(costs.map((cost) => [cost.cellId, cost]));
  const works = estimateWorks(new Map(cells.map((cell) => [cell.id, cell])), anywhere);
  return (process) => {
    const cost = process.kind === 'yardstick' ? undefined : measured.get(process.cellId);
    if (cost !== undefined) return process.kind === 'exact' ? cost.exactMs : cost.timedMs;
    return workTimeMs(works(process), 1);
  };
}
