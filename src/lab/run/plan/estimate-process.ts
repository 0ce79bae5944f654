import { performance } from 'node:perf_hooks';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { guardFacts } from '../../../maps/model/guards.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { Cell } from '../../config/cell.ts';
import { planIterations } from '../../subjects/iteration-plan.ts';
import type { KeyDistribution } from '../../workload/workload.ts';
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
/** Of one operation on the sync.Map of two maps, whose misses copy one to the other; its trie takes what a map does. */
const syncMapNs = 900;
/** Keys of one bucket are found by trial: of one hash. */
const trialNs = 20;
/** Of one entry of a chain that a write walks; a Swiss map compares eight at a time. */
const chainStepNs = { classic: 0.8, swiss: 0.1, v8: 0.8 } as const;
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
    const countingMs = (operations * (counting + weighed) + trialsNs(cell) + chainsNs(cell)) / 1e6;
    return Math.min(most, slowness * (startsMs + countingMs));
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
  const chains = trialsNs(cell) + (done / operations) * chainsNs(cell);
  return (slowness * (done * nsPerOperation(cell, operations) + chains)) / 1e6;
}

function nsPerOperation({ target, key, map, guard }: Cell, operations: number): number {
  const doublings = Math.max(0, Math.log2(operations / cachedEntries));
  const text = key.startsWith('string') ? textKeyNs : 0;
  const isTwoMaps = guardFacts(guard).kind === 'sync.Map' && modelFacts(map).family === 'classic';
  const copies = target === 'reference' && isTwoMaps ? syncMapNs : 0;
  return operationNs[target] + doublingNs * doublings + text + copies;
}

/** A phase whose keys are of one bucket. */
interface CollidingPhase {
  readonly keys: Extract<KeyDistribution, { readonly kind: 'adversarial' }>;
  readonly writes: number;
}

function collidingPhases({ workload: { phases, writers } }: Cell): readonly CollidingPhase[] {
  return phases.flatMap(({ keys, operationsPerWriter }) =>
    keys.kind === 'adversarial' ? [{ keys, writes: operationsPerWriter * writers }] : [],
  );
}

/** What finding such keys takes: each has so many bits of its hash in common with the first. */
function trialsNs(cell: Cell): number {
  return collidingPhases(cell).reduce(
    (ns, { keys }) => ns + keys.keys * 2 ** keys.sharedBits * trialNs,
    0,
  );
}

/** What walking the one chain of such keys takes in one run of the workload: the square of its length. */
function chainsNs(cell: Cell): number {
  if (cell.target !== 'reference') return 0;
  const stepNs = chainStepNs[modelFacts(cell.map).family];
  return collidingPhases(cell).reduce((ns, { keys, writes }) => {
    const longest = Math.min(keys.keys, writes);
    return ns + stepNs * longest * (writes - longest / 2);
  }, 0);
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

/** After the last process of a run: what is said of maps is tested, and the report drawn. */
export const endMs = 1500;

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
