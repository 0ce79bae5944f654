import type { Cell } from '../../config/cell.ts';
import { type PlannedProcess, processKey } from '../plan/planned-process.ts';
import { processCosts } from './cell-costs.ts';
import type { CellCost } from './shard-header.ts';

/** What is never split: one count of a cell, or one timed round of all cells with its yardstick. */
export interface ShardUnit {
  readonly name: string;
  readonly processes: readonly PlannedProcess[];
  /** Estimated milliseconds. */
  readonly costMs: number;
  /** The cell that is counted; `null` for a round. */
  readonly countedCell: string | null;
}

/** Which shard runs what. */
export interface Assignment {
  readonly count: number;
  /** Index of the shard, from 1, by the key of the process. */
  readonly shardOf: ReadonlyMap<string, number>;
  /** Estimated milliseconds of each shard, the first at 0. */
  readonly loadsMs: readonly number[];
}

/**
 * Distributes a plan over shards, the largest unit first, each to the shard with the least so far:
 * at most 4/3 of the best that there is (Graham, "Bounds on multiprocessing timing anomalies", 1969).
 * Cells that are compared with each other stay on one machine, as a round is never split. The two
 * counts of a cell go to different shards, so that every merge is a check across machines.
 */
export function assignShards(
  plan: readonly PlannedProcess[],
  cells: readonly Cell[],
  count: number,
  costs: readonly CellCost[] = [],
): Assignment {
  const units = unitsOf(plan, cells, costs).toSorted(largestFirst);
  const loadsMs = Array.from({ length: count }, () => 0);
  const shardOf = new Map<string, number>();
  const countedBy = new Map<string, number>();
  for (const unit of units) {
    const taken = unit.countedCell === null ? undefined : countedBy.get(unit.countedCell);
    const index = leastLoaded(loadsMs, count > 1 ? taken : undefined);
    loadsMs[index] = (loadsMs[index] ?? 0) + unit.costMs;
    if (unit.countedCell !== null) countedBy.set(unit.countedCell, index);
    for (const process of unit.processes) shardOf.set(processKey(process), index + 1);
  }
  return { count, shardOf, loadsMs };
}

/** The units of a plan, in its order. */
export function unitsOf(
  plan: readonly PlannedProcess[],
  cells: readonly Cell[],
  costs: readonly CellCost[] = [],
): readonly ShardUnit[] {
  const costOf = processCosts(cells, costs);
  // Added to in place: a round of ten thousand cells is one unit.
  const units = new Map<string, { name: string; processes: PlannedProcess[]; costMs: number }>();
  for (const process of plan) {
    const name = process.kind === 'exact' ? processKey(process) : `round ${process.round}`;
    const unit = units.get(name) ?? { name, processes: [], costMs: 0 };
    unit.processes.push(process);
    unit.costMs += costOf(process);
    units.set(name, unit);
  }
  return [...units.values()].map(({ name, processes, costMs }) => {
    const [first] = processes;
    return { name, processes, costMs, countedCell: first?.kind === 'exact' ? first.cellId : null };
  });
}

/** By name where two cost the same, so that every machine finds the same order. */
function largestFirst(a: ShardUnit, b: ShardUnit): number {
  return b.costMs - a.costMs || (a.name < b.name ? -1 : 1);
}

function leastLoaded(loads: readonly number[], except: number | undefined): number {
  let best = except === 0 ? 1 : 0;
  loads.forEach((load, index) => {
    if (index !== except && load < (loads[best] ?? Infinity)) best = index;
  });
  return best;
}
