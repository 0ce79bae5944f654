import type { Outcome } from '../../record/outcome.ts';
import { failedMapOutcome, refusedMapOutcome } from './map-outcome.ts';
import { writesOf } from '../../workload/operation-kinds.ts';
import type { PlacedCell } from './placed-cell.ts';
import type { Iteration } from '../run-iterations.ts';
import type { StateListener } from '../target.ts';

const nothing: Iteration = { operations: 0, writes: 0, elapsedNs: 0, isLast: true };

/** A thread has left the pass; what it said comes as a message of its own. */
export class DeadWriter extends Error {}

function unfilled(cell: PlacedCell): Outcome {
  const message = 'what lies in the map before the workload does not fit into it';
  return { kind: 'failed', message, last: cell.state() };
}

/** What one run of the threads gave. */
export interface MapRun {
  readonly iteration: Iteration;
  /** The outcome where a map refused or failed. */
  readonly failed: Outcome | null;
  /** At an arrival rate: operations that started late through a writer's own fault. */
  readonly lateStarts: number;
}

/**
 * One run on fresh maps, at most so many operations of each writer; 0 = all.
 *
 * @throws DeadWriter when a thread has died
 */
export function runOnFreshMaps(
  cell: PlacedCell,
  onState: StateListener,
  operationLimit: number,
): MapRun {
  const { exports } = cell.kernel;
  const isMade = cell.makeMaps({ hasEvents: false, hasClock: true });
  if (!isMade || !cell.fillMaps()) {
    const failed = isMade ? unfilled(cell) : refusedMapOutcome(cell);
    cell.freeMaps();
    return { iteration: nothing, failed, lateStarts: 0 };
  }
  exports.passBegin(cell.pass, BigInt(operationLimit));
  cell.awaitThreads(onState);
  if (exports.passIsAbandoned(cell.pass) !== 0) throw new DeadWriter();
  const byWriter = cell.writerCounters();
  const { operations } = cell.state();
  const failed = exports.passFailedShard(cell.pass) < 0 ? null : failedMapOutcome(cell, operations);
  cell.freeMaps();
  const iteration = {
    operations,
    writes: byWriter.reduce((sum, done) => sum + writesOf(done), 0),
    elapsedNs:
      Math.max(...byWriter.map(({ endNs }) => endNs)) -
      Math.min(...byWriter.map(({ startNs }) => startNs)),
    isLast: failed !== null,
  };
  const lateStarts = byWriter.reduce((sum, writer) => sum + writer.lateStarts, 0);
  return { iteration, failed, lateStarts };
}
