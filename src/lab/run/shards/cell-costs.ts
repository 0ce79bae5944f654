import { median } from '../../../base/stats/median.ts';
import type { RunRecord } from '../../record/run-record.ts';
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
