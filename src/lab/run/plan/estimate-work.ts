import { guardFacts } from '../../../maps/model/guards.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import type { Cell } from '../../config/cell.ts';
import type { OuterLimits } from '../../sandbox/limits/limit-report.ts';
import { planIterations } from '../../subjects/iteration-plan.ts';
import { isRacing, planTrials } from '../../subjects/reference/race-trials.ts';
import { rateDurationMs } from '../../workload/arrivals.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import type { KeyDistribution, Phase } from '../../workload/workload.ts';
import { arenaLimitBytes } from './arena-limit.ts';
import type { PlannedProcess } from './planned-process.ts';

/** What a process takes: work, which is longer on a slower machine, and waiting, which is not. */
export interface ProcessWork {
  readonly workMs: number;
  readonly waitMs: number;
  /** Where it is ended. */
  readonly mostMs: number;
}

/** How long that is, in milliseconds, where a machine takes so many times longer for work. */
export function workTimeMs({ workMs, waitMs, mostMs }: ProcessWork, slowness: number): number {
  return Math.min(mostMs, slowness * workMs + waitMs);
}

/** What of a machine decides how much a process has to do and how much of it goes on at a time. */
export interface WorkPlace {
  readonly cpus: number;
  readonly outer: OuterLimits;
}

/** No machine: what the limits of a cell say, and nothing else. */
export const anywhere: WorkPlace = { cpus: Number.POSITIVE_INFINITY, outer: {} };

// Milliseconds and nanoseconds of CPU time of the shipped scenarios and of maps of 1,000 to 4,000,000
// entries on 2 CPUs of a cloud, the least of several runs.
const startMs = 145;
const yardstickMs = 330;
const writerMs = 35;
/** A program of Go is started twice, for its totals too; a service beside what asks it. */
const besideMs = { reference: 0, native: 0, module: 0, go: 200, http: 200 } as const;
/** Of one operation on a map that a cache holds, for each doubling beyond, and for a text as a key. */
const operationNs = { reference: 70, go: 110, native: 450, module: 450, http: 80_000 } as const;
const doublingNs = { reference: 50, go: 40, native: 100, module: 100, http: 50 } as const;
const cachedEntries = 125_000;
const textKeyNs = 380;
/** Of one operation that is counted: the pages of the arena are new, and growths are written down. */
const countedNs = 50;
/** Of one operation behind a guard of many maps: the hash that chooses, and caches that many share. */
const shardNs = 30;
/** A sync.Map of two maps copies one to the other; its trie has a node for each level and boxes. */
const syncMapTimes = { classic: 4, swiss: 2.5, v8: 1 } as const;
/** Racing maps are read back. */
const racingTimes = 2;
/** Keys of one bucket are found by trial: of one hash. */
const trialNs = 9;
/** Of one entry of a chain that a write walks; a Swiss map compares eight at a time. */
const chainStepNs = { classic: 0.44, swiss: 0.06, v8: 0.44 } as const;
/** The first exact process of the target native weighs the heap at growths. */
const weighedNs = 6000;
const mostWeighed = 2 ** 21;
/** A module is run for its allocations and for its weight before it is timed. */
const moduleRuns = 3;

/**
 * What a process has to do, from its cell alone and from what is said of the place: the same wherever
 * it is asked, in whole milliseconds.
 *
 * @param cell `null` for the yardstick
 * @throws SandboxError `config` where the limits of the cell leave no room for a map
 */
export function estimateWork(
  planned: PlannedProcess,
  cell: Cell | null,
  place: WorkPlace,
): ProcessWork {
  if (cell === null || planned.kind === 'yardstick')
    return { workMs: yardstickMs, waitMs: 0, mostMs: Number.POSITIVE_INFINITY };
  const cpus = Math.min(cell.limits.cpus, place.cpus);
  const startsMs = startMs + besideMs[cell.target];
  const operations = operationsDone(cell, place);
  const done = planned.kind === 'exact' ? countedWork(cell, operations, planned.repeat) : null;
  const { workMs, waitMs } = done ?? timedWork(cell, operations, cpus);
  // Less than a CPU is given in slices of time.
  const slices = Math.max(1, 1 / cpus);
  return {
    workMs: Math.round(slices * (startsMs + workMs)),
    waitMs: Math.round(waitMs),
    mostMs: cell.timeLimitMs,
  };
}

/**
 * The work of the processes of a plan. Each kind of a cell is worked out once: a plan of its growths takes
 * milliseconds, and a run asks for all processes that are left after each.
 */
export function estimateWorks(
  cells: ReadonlyMap<string, Cell>,
  place: WorkPlace,
): (planned: PlannedProcess) => ProcessWork {
  const known = new Map<string, ProcessWork>();
  return (planned) => {
    const { kind } = planned;
    const cellId = kind === 'yardstick' ? '' : planned.cellId;
    const key = `${kind} ${kind === 'exact' && planned.repeat === 1} ${cellId}`;
    const found = known.get(key) ?? estimateWork(planned, cells.get(cellId) ?? null, place);
    known.set(key, found);
    return found;
  };
}

function countedWork(
  cell: Cell,
  operations: number,
  repeat: number,
): Pick<ProcessWork, 'workMs' | 'waitMs'> {
  const isWeighed = cell.target === 'native' && repeat === 1 && operations <= mostWeighed;
  // A service is counted without HTTP.
  const target = cell.target === 'http' ? 'reference' : cell.target;
  const perOperation =
    nsPerOperation(cell, target, operations) + (target === 'reference' ? countedNs : 0);
  const ns = operations * (perOperation + (isWeighed ? weighedNs : 0));
  return { workMs: (ns + trialsNs(cell) + chainsNs(cell)) / 1e6, waitMs: 0 };
}

function timedWork(
  cell: Cell,
  operations: number,
  cpus: number,
): Pick<ProcessWork, 'workMs' | 'waitMs'> {
  const { rate, http, workload, target } = cell;
  const writersMs = target === 'reference' ? workload.writers * writerMs : 0;
  const planned = totalOperations(workload);
  if (http?.durationSeconds !== undefined)
    return { workMs: writersMs, waitMs: http.durationSeconds * 1000 };
  if (rate !== undefined) return { workMs: writersMs, waitMs: rateDurationMs(rate, planned) };
  const runs = timedRuns(cell, operations, planned);
  const ns = runs * (operations * nsPerOperation(cell, target, operations) + chainsNs(cell));
  return { workMs: writersMs + (ns / atATime(cell, cpus) + trialsNs(cell)) / 1e6, waitMs: 0 };
}

/** How often the whole workload is run, with the part that only warms. */
function timedRuns(cell: Cell, operations: number, planned: number): number {
  const { target, workload } = cell;
  if (target === 'http') return 1;
  if (target === 'reference' && isRacing(cell)) return racingTimes * planTrials(planned);
  const { iterations, warmOperationsPerWriter } = planIterations(planned, workload.writers);
  const warm = Math.min(1, (warmOperationsPerWriter * workload.writers) / operations);
  return iterations + warm + (target === 'module' ? moduleRuns : 0);
}

/**
 * How many operations go on at a time. Behind one mutex the others wait; behind many, so many as there
 * are different ones among those that the writers take by chance; a lock of readers lets lookups in
 * together (Amdahl).
 */
function atATime({ guard, workload, target }: Cell, cpus: number): number {
  const { kind, shards } = guardFacts(guard);
  const writers = Math.max(1, Math.min(workload.writers, cpus));
  if (target !== 'reference' && target !== 'go') return 1;
  switch (kind) {
    case 'none':
      return writers;
    case 'mutex':
      return 1;
    case 'sharded':
      return Math.min(writers, shards * (1 - (1 - 1 / shards) ** workload.writers));
    case 'rwmutex':
    case 'sync.Map': {
      const reads = lookupShare(workload.phases);
      return 1 / (1 - reads + reads / writers);
    }
  }
}

function lookupShare(phases: readonly Phase[]): number {
  let all = 0;
  let lookups = 0;
  for (const { mix, operationsPerWriter } of phases) {
    const { insert = 0, update = 0, delete: deletes = 0, lookup = 0 } = mix;
    all += operationsPerWriter;
    lookups += (operationsPerWriter * lookup) / (insert + update + deletes + lookup || 1);
  }
  return all === 0 ? 0 : lookups / all;
}

function nsPerOperation(cell: Cell, target: Cell['target'], operations: number): number {
  const { key, map, guard } = cell;
  const entries = Math.min(operations, mostEntries(cell));
  const doublings = Math.max(0, Math.log2(entries / cachedEntries));
  const text = key.startsWith('string') ? textKeyNs : 0;
  const alone = operationNs[target] + doublingNs[target] * doublings + text;
  if (target !== 'reference') return alone;
  const { kind } = guardFacts(guard);
  if (kind === 'sync.Map') return alone * syncMapTimes[modelFacts(map).family];
  return alone + (kind === 'sharded' ? shardNs : 0);
}

/** About as many entries as there are at most at a time: which caches hold. */
function mostEntries({ workload: { phases, writers } }: Cell): number {
  return Math.max(1, ...phases.map((phase) => keysOf(phase, writers)));
}

function keysOf({ keys, operationsPerWriter }: Phase, writers: number): number {
  const operations = operationsPerWriter * writers;
  switch (keys.kind) {
    case 'sequential':
      return operations;
    case 'sliding-window':
      return Math.min(keys.window, operations);
    case 'trace':
      return keys.operations ?? operations;
    case 'uniform':
    case 'zipfian':
    case 'hot-set':
    case 'adversarial':
      return Math.min(keys.keys, operations);
  }
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
function operationsDone(cell: Cell, { outer }: WorkPlace): number {
  const { map, key, value, guard, hint, workload, target } = cell;
  const operations = totalOperations(workload);
  const isFilled = workload.phases.every(
    ({ mix, keys }) => Object.keys(mix).join() === 'insert' && keys.kind === 'sequential',
  );
  if (!isFilled || target !== 'reference' || modelFacts(map).runtime !== 'go') return operations;
  const limitBytes = arenaLimitBytes(cell, outer);
  const request = { map, key, value, guard, hint, entries: operations, limitBytes };
  return planGrowth(request).failsAtInsert ?? operations;
}
