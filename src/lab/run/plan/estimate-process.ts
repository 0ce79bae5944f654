import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Cell } from '../../config/cell.ts';
import { outerLimitsHere } from '../../sandbox/limits/usable-mechanisms.ts';
import { estimateWork, estimateWorks, type WorkPlace, workTimeMs } from './estimate-work.ts';
import type { PlannedProcess } from './planned-process.ts';
import type { ProcessEstimate } from './remaining-time.ts';

/**
 * About how long a process takes on this machine when it is quiet, in milliseconds: right within a
 * factor of 1.5 for a run of any scenario as it is shipped.
 *
 * @param cell `null` for the yardstick
 * @param slowness how many times longer this machine takes: see `machineSlowness`
 */
export function estimateProcessMs(
  planned: PlannedProcess,
  cell: Cell | null,
  slowness: number,
): number {
  return workTimeMs(estimateWork(planned, cell, thisPlace()), slowness);
}

function thisPlace(): WorkPlace {
  const outer = outerLimitsHere();
  return { cpus: Math.min(availableParallelism(), outer.cpus?.limit ?? Infinity), outer };
}

/** For the processes of a run, on this machine. */
export function processEstimate(cells: ReadonlyMap<string, Cell>): ProcessEstimate {
  const slowness = machineSlowness();
  const works = estimateWorks(cells, thisPlace());
  return (planned) => workTimeMs(works(planned), slowness);
}

/** After the last process of a run: the report is drawn. */
export function endEstimateMs(cells: number): number {
  return 300 + 50 * cells;
}

const slownessRuns = 5;
const slownessSteps = 400_000;
/** What the loop takes on the machine of the figures of `estimateWork`. */
const usualMs = 0.68;

/** How many times as long as there this machine takes for a short loop, at the best of some. */
export function machineSlowness(): number {
  let best = Number.POSITIVE_INFINITY;
  let mixed = 1;
  for (let run = 0; run < slownessRuns; run++) {
    const startedMs = performance.now();
    mixed = mix(mixed, slownessSteps);
    best = Math.min(best, performance.now() - startedMs);
  }
  // What comes out is looked at, so that the loop cannot be left out.
  return mixed === 0 ? 1 : best / usualMs;
}

/**
 * Marsaglia's xorshift: nothing but shifts, which every V8 compiles alike. With a product in the loop Node.js
 * 20 took twice as long from the fourth call on, and Node.js 24 four times.
 */
function mix(seed: number, steps: number): number {
  let state = seed;
  for (let step = 0; step < steps; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}
