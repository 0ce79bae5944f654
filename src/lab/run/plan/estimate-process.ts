import { performance } from 'node:perf_hooks';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { Cell } from '../../config/cell.ts';
import { planIterations } from '../../subjects/iteration-plan.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { arenaLimitBytes } from './arena-limit.ts';
import type { PlannedProcess } from './planned-process.ts';
import type { ProcessEstimate } from './remaining-time.ts';

// Milliseconds of the machine on which the shipped scenarios were timed, 2 CPUs of a cloud.
const startMs = 250;
const yardstickMs = 450;
const writerMs = 35;
/** A program of Go is started twice, for its totals too. */
const goStartMs = 500;
/** Of one operation: on a map that a cache holds, for each doubling beyond, and for a text as a key. */
const operationNs = { reference: 200, go: 120, native: 450, module: 450, http: 90_000 } as const;
const doublingNs = 100;
const cachedEntries = 125_000;
const textKeyNs = 500;
/** The first exact process of the target native weighs the heap at growths. */
const weighedNs = 11_000;
const mostWeighed = 2 ** 21;
/** A module is run for its allocations and for its weight before it is timed. */
const moduleRuns = 3;

/**
 * About how long a process takes on a quiet machine, in milliseconds, from what it has to do: right
 * within a factor of 1.5 for a whole run of scenarios as they are shipped.
 *
 * @param cell `null` for the yardstick
 * @param slowness how many times longer this machine takes: see `machineSlowness`
 */
export function estimateProcessMs(
  planned: PlannedProcess,
  cell: Cell | null,
  slowness: number,
): number {
  if (cell === null || planned.kind === 'yardstick') return slowness * yardstickMs;
  const startsMs = startMs + (cell.target === 'go' ? goStartMs : 0);
  const operations = operationsDone(cell);
  const perOperation = nsPerOperation(cell, operations);
  const most = cell.timeLimitMs;
  if (planned.kind === 'exact') {
    const weighed =
      cell.target === 'native' && planned.repeat === 1 && operations <= mostWeighed ? weighedNs : 0;
    // A service is counted without HTTP.
    const counting = cell.target === 'http' ? operationNs.reference : perOperation;
    return Math.min(most, slowness * (startsMs + (operations * (counting + weighed)) / 1e6));
  }
  const writersMs = cell.target === 'reference' ? cell.workload.writers * writerMs : 0;
  return Math.min(most, slowness * (startsMs + writersMs) + timedMs(cell, operations, slowness));
}

function timedMs(cell: Cell, operations: number, slowness: number): number {
  const { rate, http, workload, target } = cell;
  if (http?.durationSeconds !== undefined) return http.durationSeconds * 1000;
  if (rate !== undefined) return rateDurationMs(rate, totalOperations(workload));
  const { iterations, warmOperationsPerWriter } = planIterations(
    totalOperations(workload),
    workload.writers,
  );
  const warm = warmOperationsPerWriter * workload.writers;
  const runs = target === 'http' ? 1 : iterations + (target === 'module' ? moduleRuns : 0);
  const done = runs * operations + (target === 'http' ? 0 : Math.min(warm, operations));
  return (slowness * done * nsPerOperation(cell, operations)) / 1e6;
}

function nsPerOperation({ target, key }: Cell, operations: number): number {
  const doublings = Math.max(0, Math.log2(operations / cachedEntries));
  const text = key.startsWith('string') ? textKeyNs : 0;
  return operationNs[target] + doublingNs * doublings + text;
}

/** Operations until the map is full, where it is only filled. */
function operationsDone(cell: Cell): number {
  const { map, key, value, guard, hint, workload, target } = cell;
  const operations = totalOperations(workload);
  const isFilled = workload.phases.every(
    ({ mix, keys }) => Object.keys(mix).join() === 'insert' && keys.kind === 'sequential',
  );
  if (!isFilled || target !== 'reference' || modelFacts(map).runtime !== 'go') return operations;
  const limitBytes = arenaLimitBytes(cell);
  const request = { map, key, value, guard, hint, entries: operations, limitBytes };
  return planGrowth(request).failsAtInsert ?? operations;
}

/** For the processes of a run, on this machine. */
export function processEstimate(cells: ReadonlyMap<string, Cell>): ProcessEstimate {
  const slowness = machineSlowness();
  return (planned) =>
    estimateProcessMs(
      planned,
      planned.kind === 'yardstick' ? null : (cells.get(planned.cellId) ?? null),
      slowness,
    );
}

const slownessRuns = 5;
const slownessSteps = 400_000;
/** What the loop takes on the machine of the figures above. */
const usualMs = 0.78;

/** How many times as long as there this machine takes for a short loop, at the best of some. */
export function machineSlowness(): number {
  let best = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let run = 0; run < slownessRuns; run++) {
    const startedMs = performance.now();
    for (let step = 0; step < slownessSteps; step++)
      sum = (Math.imul(sum ^ step, 0x9e37_79b1) + step) | 0;
    best = Math.min(best, performance.now() - startedMs);
  }
  // The sum is looked at, so that the loop cannot be left out.
  return Number.isInteger(sum) ? best / usualMs : 1;
}
