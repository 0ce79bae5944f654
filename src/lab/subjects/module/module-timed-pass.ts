import type { Cell } from '../../config/cell.ts';
import type { ModuleMeasurement } from '../../record/module-result.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import { isWriteKind } from '../../workload/operation-kinds.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { collectGarbage } from '../../../base/primitives/collect-garbage.ts';
import { GcWatch } from '../native/gc-watch.ts';
import { planIterations } from '../iteration-plan.ts';
import type { MapModule } from './map-module.ts';
import { ModuleRun } from './module-run.ts';
import { NativeBlocks } from '../native/native-blocks.ts';
import { NativeRecorder, nativeClock } from '../native/native-recorder.ts';
import { pacedPass } from './paced-pass.ts';
import { runIterations } from '../run-iterations.ts';
import { sampleAllocations } from '../native/sample-allocations.ts';
import { StateTicker } from '../state-ticker.ts';
import type { PassOptions, TimedEnd } from '../target.ts';

/**
 * Runs a cell on a module, timed: one thread performs the operations of all writers in turn. A run
 * that samples allocations and one that weighs the full map come first, and warm up.
 */
export async function moduleTimedPass(
  module: MapModule,
  { cell, onState, countsKeys = false }: PassOptions,
): Promise<TimedEnd> {
  const run = new ModuleRun(module, cell, new NativeBlocks(cell));
  const ticker = new StateTicker(onState);
  const tick = (): void =>
    ticker.tick(() => ({ operations: run.operations, entries: run.size, bytesHeld: 0 }));
  const perform = (): number => {
    run.begin();
    return performAll(run, tick);
  };
  const allocations = sampleAllocations(() => void perform());
  const weight = weigh(module, run, perform);
  collectGarbage();
  const gc = new GcWatch();
  const timed =
    cell.rate === undefined ? timedRuns(cell, run, tick) : pacedPass(cell, cell.rate, run);
  run.end();
  const gcFacts = await gc.end();
  const keys = countsKeys ? run.blocks.countKeyUse(performedBy(cell)) : null;
  const facts: ModuleMeasurement = {
    ...weight,
    ...gcFacts,
    ...allocations,
    ...(keys === null ? {} : { keys }),
  };
  if (timed.doubtful !== undefined)
    return { ...timed, doubtful: { ...timed.doubtful, module: facts } };
  if (timed.measurement === null) return timed;
  return { ...timed, measurement: { ...timed.measurement, module: facts } };
}

/** All of its operations. Which kinds a mix or a recording has is seen on the way. */
function performedBy({ workload }: Cell): Parameters<NativeBlocks['countKeyUse']>[0] {
  const isMixed = workload.phases.some(({ mix }) => (mix.lookup ?? 0) > 0);
  const isRecorded = workload.phases.some(({ keys }) => keys.kind === 'trace');
  return {
    operations: totalOperations(workload),
    lookups: isMixed || isRecorded ? 1 : 0,
  };
}

/** Performs the whole workload; the writes in it. */
function performAll(run: ModuleRun, tick: () => void): number {
  let writes = 0;
  while (run.fill()) {
    run.perform(run.blocks.length);
    writes += writesIn(run.blocks);
    tick();
  }
  return writes;
}

function writesIn({ kinds, length }: NativeBlocks): number {
  let writes = 0;
  for (let at = 0; at < length; at++) if (isWriteKind[kinds[at] ?? 0] === true) writes++;
  return writes;
}

/** What the full map weighs, by letting it go. */
function weigh(
  module: MapModule,
  run: ModuleRun,
  perform: () => number,
): Pick<ModuleMeasurement, 'entries' | 'heapBytes' | 'externalBytes' | 'stats'> {
  perform();
  const entries = run.size;
  const stats = statsOf(module, run);
  run.blocks.keys.length = 0;
  collectGarbage();
  const full = process.memoryUsage();
  run.end();
  collectGarbage();
  const empty = process.memoryUsage();
  return {
    entries,
    heapBytes: Math.max(0, full.heapUsed - empty.heapUsed),
    externalBytes: Math.max(0, full.external - empty.external),
    stats,
  };
}

/** A function of its own: a register of the caller's would keep the map alive while it is weighed. */
function statsOf(module: MapModule, run: ModuleRun): ModuleMeasurement['stats'] {
  if (module.stats === undefined) return null;
  const entries = Object.entries(Object(module.stats(run.map))).flatMap(([name, value]) =>
    typeof value === 'number' && Number.isFinite(value) ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** As often as makes some million operations, with one operation in so many timed by itself. */
function timedRuns(cell: Cell, run: ModuleRun, tick: () => void): TimedEnd {
  const { kernel } = run.blocks;
  const recorder = new NativeRecorder(kernel, cell.workload.seed, cell.latencySampleInterval);
  const { iterations } = planIterations(totalOperations(cell.workload), 1);
  const figures = runIterations(cell.id, iterations, () => {
    run.begin();
    let elapsedNs = 0;
    let writes = 0;
    let untilSample = recorder.nextGap();
    while (run.fill()) {
      const { length } = run.blocks;
      const startNs = nativeClock();
      for (; untilSample <= length; untilSample += recorder.nextGap()) {
        run.perform(untilSample - 1);
        const sampleNs = nativeClock();
        run.perform(untilSample);
        recorder.record(nativeClock() - sampleNs, false);
      }
      run.perform(length);
      elapsedNs += nativeClock() - startNs;
      untilSample -= length;
      writes += writesIn(run.blocks);
      tick();
    }
    return { operations: run.operations, writes, elapsedNs, isLast: false };
  });
  const measurement: TimedMeasurement = { ...figures, latency: recorder.read() };
  return { measurement, outcome: { kind: 'completed' } };
}
