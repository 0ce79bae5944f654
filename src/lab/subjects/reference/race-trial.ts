import { raceLossesLayout } from '../../../maps/reference/kernel/kernel-layouts.ts';
import { readDoubles } from '../../../maps/reference/kernel/read-record.ts';
import { type RaceRule, readMapFault } from '../../../maps/reference/map-fault.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import { failedMapOutcome, refusedMapOutcome } from './map-outcome.ts';
import type { PlacedCell } from './placed-cell.ts';
import type { Iteration } from '../run-iterations.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';

/** Milliseconds without an operation of any writer after which one of them goes round in circles. */
export const stallLimitMs = 2000;

/** How one trial ended. */
export type RaceEnding =
  | { readonly kind: 'completed' | 'trapped' | 'stuck' | 'refused' }
  | {
      readonly kind: 'concurrent-map-writes' | 'concurrent-map-read-and-map-write';
      readonly rule: RaceRule;
    };

/** One run of racing writers on a fresh map, and what is left of the map. */
export interface RaceTrial {
  readonly ending: RaceEnding;
  readonly outcome: Outcome;
  readonly overlaps: number;
  readonly losses: RaceLosses | null;
  readonly iteration: Iteration;
}

/** What the map no longer has of what was written. */
export interface RaceLosses {
  readonly keysWritten: number;
  readonly keysLost: number;
  readonly valuesLost: number;
}

/** Which losses can be told afterwards, whatever the order in which the writers came. */
export interface RaceKnowledge {
  readonly ofKeys: boolean;
  readonly ofValues: boolean;
}

/**
 * Runs the trial with this number. A map that infinite loop leaves its threads behind: the
 * trial is the last one (`iteration.isLast`) and the threads must be killed.
 */
export function runTrial(
  cell: PlacedCell,
  trial: number,
  knows: RaceKnowledge,
  onState: (state: LastState) => void,
): RaceTrial {
  const { exports } = cell.kernel;
  cell.reseed(trial);
  if (exports.arenaHold() === 0 || !cell.makeMaps({ hasEvents: false, hasClock: true }))
    return refused(cell);
  exports.passBegin(cell.pass, 0n);
  const hasEnded = cell.awaitThreads(onState, stallLimitMs);
  const iteration = readIteration(cell, !hasEnded);
  const ending = readEnding(cell, hasEnded);
  const byWriter = cell.writerCounters();
  const overlaps = byWriter.reduce((sum, one) => sum + one.writeOverlaps + one.readOverlaps, 0);
  const outcome = outcomeOf(cell, ending);
  const losses = hasEnded && knows.ofKeys ? readLosses(cell, knows) : null;
  if (hasEnded) cell.letMapsGo();
  return { ending, outcome, overlaps, losses, iteration };
}

function refused(cell: PlacedCell): RaceTrial {
  const outcome = refusedMapOutcome(cell);
  cell.letMapsGo();
  const iteration = { operations: 0, writes: 1, elapsedNs: 1, isLast: true };
  return { ending: { kind: 'refused' }, outcome, overlaps: 0, losses: null, iteration };
}

/** A race that was caught with its first write still has a duration. */
function readIteration(cell: PlacedCell, isLast: boolean): Iteration {
  const byWriter = cell.writerCounters().filter(({ startNs, endNs }) => endNs > startNs);
  const elapsedNs =
    Math.max(0, ...byWriter.map(({ endNs }) => endNs)) -
    Math.min(...byWriter.map(({ startNs }) => startNs));
  const writes = byWriter.reduce(
    (sum, done) => sum + done.insert + done.update + done.delete + done.readModifyWrite,
    0,
  );
  return {
    operations: cell.state().operations,
    writes: Math.max(1, writes),
    elapsedNs: Number.isFinite(elapsedNs) ? Math.max(1, elapsedNs) : 1,
    isLast,
  };
}

function readEnding({ kernel, pass, maps }: PlacedCell, hasEnded: boolean): RaceEnding {
  const fault = maps[0] === undefined ? null : readMapFault(kernel, maps[0]);
  if (fault?.kind === 'out-of-memory') return { kind: 'refused' };
  if (fault !== null) return fault;
  if (!hasEnded) return { kind: 'stuck' };
  return { kind: kernel.exports.passTrappedWriters(pass) > 0 ? 'trapped' : 'completed' };
}

function outcomeOf(cell: PlacedCell, { kind }: RaceEnding): Outcome {
  if (kind === 'completed') return { kind };
  const last = cell.state();
  if (kind === 'stuck') return { kind: 'timed-out', timeLimitMs: stallLimitMs, last };
  if (kind === 'trapped')
    return { kind: 'killed', signal: 'SIGSEGV', by: 'a map that its writers corrupted', last };
  return failedMapOutcome(cell, last.operations);
}

function readLosses(cell: PlacedCell, knows: RaceKnowledge): RaceLosses | null {
  const { kernel, pass, maps, writers } = cell;
  const [map] = maps;
  cell.setLimits(false);
  const expected = cell.newMap();
  try {
    if (map === undefined || expected === 0) return null;
    for (let writer = 0; writer < writers; writer++)
      if (kernel.exports.raceExpect(pass, writer, expected) === 0) return null;
    const out = reserveMemory(kernel, raceLossesLayout.bytes, 'figures');
    for (let writer = 0; writer < writers; writer++)
      kernel.exports.raceVerify(pass, writer, expected, map, out);
    const { keys, lost, otherValues } = readDoubles(kernel.memory, out, raceLossesLayout);
    return {
      keysWritten: keys,
      keysLost: lost,
      valuesLost: knows.ofValues ? otherValues : 0,
    };
  } finally {
    cell.setLimits(true);
  }
}
