import { defined } from '../../../base/primitives/defined.ts';
import type { Outcome } from '../../record/outcome.ts';
import { planIterations } from '../iteration-plan.ts';
import { watchGuards } from './guard-waits.ts';
import { PlacedCell } from './placed-cell.ts';
import { type RaceTrial, runTrial } from './race-trial.ts';
import { addTrials, firstEnd, isRacing, knowledgeOf, planTrials } from './race-trials.ts';
import { measurePaced, readPaced, scheduleOf } from './reference-paced-pass.ts';
import { runIterations } from '../run-iterations.ts';
import { DeadWriter, type MapRun, runOnFreshMaps } from './run-on-fresh-maps.ts';
import { type ClockResolution, clockResolution, sharedClock } from '../shared-clock.ts';
import type { PassOptions, TimedEnd } from '../target.ts';
import { type WriterThreads, startWriterThreads } from './writer-threads.ts';

/** Runs a cell of the reference target with a thread for every writer, several times, timed. */
export async function referenceTimedPass(options: PassOptions): Promise<TimedEnd> {
  const originNs = process.hrtime.bigint();
  const clock = sharedClock(originNs);
  const cell = new PlacedCell(
    options.cell,
    options.arenaLimitBytes,
    clock,
    undefined,
    options.fill,
  );
  const races = isRacing(options.cell);
  const schedule = scheduleOf(options.cell);
  const { kernel, pass, writers } = cell;
  const threads = await startWriterThreads(kernel, pass, writers, originNs, races, schedule);
  if (races) return await measureRaces(cell, options, clockResolution(clock), threads);
  try {
    const resolution = clockResolution(clock);
    if (schedule === null) return measure(cell, options, resolution);
    const openRecorders = (): void => openRecordersOf(cell, options, resolution);
    const run = (limit: number): MapRun => runOnFreshMaps(cell, options.onState, limit);
    const guards = (): ReturnType<typeof watchGuards> =>
      watchGuards(cell, options.cell.guard !== 'none');
    return measurePaced(cell, schedule, { openRecorders, guards }, run, resolution);
  } catch (error) {
    if (!(error instanceof DeadWriter)) throw error;
    const message = `a writer thread failed: ${await threads.failure()}`;
    return { measurement: null, outcome: { kind: 'failed', message, last: cell.state() } };
  } finally {
    await threads.close();
  }
}

function measure(cell: PlacedCell, options: PassOptions, resolution: ClockResolution): TimedEnd {
  const { iterations, warmOperationsPerWriter } = planIterations(cell.operations, cell.writers);
  const { id } = options.cell;
  const openRecorders = (): void => openRecordersOf(cell, options, resolution);
  openRecorders();
  const warm = runOnFreshMaps(cell, options.onState, warmOperationsPerWriter);
  if (warm.failed !== null && warm.iteration.operations === 0)
    return { measurement: null, outcome: warm.failed };
  openRecorders();
  const guards = watchGuards(cell, options.cell.guard !== 'none');
  let outcome: Outcome = { kind: 'completed' };
  const figures = runIterations(id, iterations, () => {
    const { iteration, failed } = runOnFreshMaps(cell, options.onState, 0);
    if (failed !== null) outcome = failed;
    return iteration;
  });
  const { latency } = readPaced(cell, resolution);
  const guard = guards?.(figures.iterations);
  return { measurement: { ...figures, latency, ...defined({ guard }) }, outcome };
}

function openRecordersOf(
  cell: PlacedCell,
  options: PassOptions,
  { costNs, resolutionNs }: ClockResolution,
): void {
  const { latencySampleInterval, workload } = options.cell;
  cell.kernel.exports.passOpenRecorders(
    cell.pass,
    BigInt(workload.seed),
    BigInt(latencySampleInterval),
    costNs,
    resolutionNs,
  );
}

/**
 * Runs racing writers again and again, each time until they are done or the map has caught them.
 * The outcome is that of the first trial that a program would not have outlived.
 */
async function measureRaces(
  cell: PlacedCell,
  options: PassOptions,
  resolution: ClockResolution,
  threads: WriterThreads,
): Promise<TimedEnd> {
  const knows = knowledgeOf(options.cell);
  const trials: RaceTrial[] = [];
  openRecordersOf(cell, options, resolution);
  const figures = runIterations(options.cell.id, planTrials(cell.operations), () => {
    const trial = runTrial(cell, trials.length, knows, options.onState);
    trials.push(trial);
    return trial.iteration;
  });
  await (trials.at(-1)?.iteration.isLast === true ? threads.kill() : threads.close());
  const races = addTrials(trials, knows);
  return {
    measurement: { ...figures, latency: readPaced(cell, resolution).latency, races },
    outcome: firstEnd(trials),
  };
}
