import { mergeLatency } from '../record/latency-quantile.ts';
import { readLatencyHistogram } from '../record/read-latency-histogram.ts';
import type { LatencyHistogram, TimedMeasurement } from '../record/timed-result.ts';
import type { Outcome } from '../record/outcome.ts';
import { planIterations } from './iteration-plan.ts';
import { failedMapOutcome, refusedMapOutcome } from './map-outcome.ts';
import { PlacedCell } from './placed-cell.ts';
import { type RaceTrial, runTrial } from './race-trial.ts';
import { addTrials, firstEnd, isRacing, knowledgeOf, planTrials } from './race-trials.ts';
import { type Iteration, runIterations } from './run-iterations.ts';
import { clockCostNs, sharedClock } from './shared-clock.ts';
import type { PassOptions, TimedEnd } from './target.ts';
import { type WriterThreads, startWriterThreads } from './writer-threads.ts';

const nothing: Iteration = { operations: 0, writes: 0, elapsedNs: 0, isLast: true };

/** Runs a cell of the reference target with a thread for every writer, several times, timed. */
export async function referenceTimedPass(options: PassOptions): Promise<TimedEnd> {
  const originNs = process.hrtime.bigint();
  const clock = sharedClock(originNs);
  const cell = new PlacedCell(options.cell, options.arenaLimitBytes, clock);
  const races = isRacing(options.cell);
  const threads = await startWriterThreads(cell.kernel, cell.pass, cell.writers, originNs, races);
  if (races) return await measureRaces(cell, options, clockCostNs(clock), threads);
  try {
    return measure(cell, options, clockCostNs(clock));
  } catch (error) {
    if (!(error instanceof DeadWriter)) throw error;
    const message = `a writer thread failed: ${await threads.failure()}`;
    return { measurement: null, outcome: { kind: 'failed', message, last: cell.state() } };
  } finally {
    await threads.close();
  }
}

/** A thread has left the pass; what it said comes as a message of its own. */
class DeadWriter extends Error {}

function measure(cell: PlacedCell, options: PassOptions, clockCost: number): TimedEnd {
  const { iterations, warmOperationsPerWriter } = planIterations(cell.operations, cell.writers);
  const { id } = options.cell;
  const openRecorders = (): void => openRecordersOf(cell, options, clockCost);
  openRecorders();
  const warm = runOnce(cell, options, warmOperationsPerWriter);
  if (warm.failed !== null && warm.iteration.operations === 0)
    return { measurement: null, outcome: warm.failed };
  openRecorders();
  let outcome: Outcome = { kind: 'completed' };
  const figures = runIterations(id, iterations, () => {
    const { iteration, failed } = runOnce(cell, options, 0);
    if (failed !== null) outcome = failed;
    return iteration;
  });
  return { measurement: { ...figures, latency: readLatency(cell) }, outcome };
}

function openRecordersOf(cell: PlacedCell, options: PassOptions, clockCost: number): void {
  const { latencySampleInterval, workload } = options.cell;
  cell.kernel.exports.passOpenRecorders(
    cell.pass,
    BigInt(workload.seed),
    BigInt(latencySampleInterval),
    clockCost,
  );
}

/**
 * Runs racing writers again and again, each time until they are done or the map has caught them.
 * The outcome is that of the first trial that a program would not have outlived.
 */
async function measureRaces(
  cell: PlacedCell,
  options: PassOptions,
  clockCost: number,
  threads: WriterThreads,
): Promise<TimedEnd> {
  const knows = knowledgeOf(options.cell);
  const trials: RaceTrial[] = [];
  openRecordersOf(cell, options, clockCost);
  const figures = runIterations(options.cell.id, planTrials(cell.operations), () => {
    const trial = runTrial(cell, trials.length, knows, options.onState);
    trials.push(trial);
    return trial.iteration;
  });
  await (trials.at(-1)?.iteration.isLast === true ? threads.kill() : threads.close());
  const races = addTrials(trials, knows);
  return {
    measurement: { ...figures, latency: readLatency(cell), races },
    outcome: firstEnd(trials),
  };
}

/** One run on fresh maps, at most so many operations of each writer; 0 = all. */
function runOnce(cell: PlacedCell, { onState }: PassOptions, operationLimit: number): Run {
  const { exports } = cell.kernel;
  if (!cell.makeMaps({ hasEvents: false, hasClock: true })) {
    const failed = refusedMapOutcome(cell);
    cell.freeMaps();
    return { iteration: nothing, failed };
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
    writes: byWriter.reduce((sum, done) => sum + done.insert + done.update + done.delete, 0),
    elapsedNs:
      Math.max(...byWriter.map(({ endNs }) => endNs)) -
      Math.min(...byWriter.map(({ startNs }) => startNs)),
    isLast: failed !== null,
  };
  return { iteration, failed };
}

interface Run {
  readonly iteration: Iteration;
  /** The outcome where a map refused or failed. */
  readonly failed: Outcome | null;
}

function readLatency({ kernel, pass, writers }: PlacedCell): TimedMeasurement['latency'] {
  const histogram = (phase: number): LatencyHistogram =>
    mergeLatency(
      Array.from({ length: writers }, (_, writer) =>
        readLatencyHistogram(
          kernel.memory.buffer,
          kernel.exports.passHistogram(pass, writer, phase),
        ),
      ),
    );
  return { normal: histogram(0), evacuating: histogram(1), growing: histogram(2) };
}
