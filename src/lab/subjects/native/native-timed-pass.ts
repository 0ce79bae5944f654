import type { ModuleMeasurement } from '../../record/module-result.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { collectGarbage } from '../../../base/primitives/collect-garbage.ts';
import { GcWatch } from './gc-watch.ts';
import { planIterations } from '../iteration-plan.ts';
import { NativeBlocks } from './native-blocks.ts';
import { nativeExactPass } from './native-exact-pass.ts';
import type { V8Collection } from '../../../maps/model/size/v8-table.ts';
import {
  emptyNative,
  nativeCollection,
  type NativeSubject,
  performBlock,
} from './native-operations.ts';
import { NativeRecorder, nativeClock } from './native-recorder.ts';
import { type Iteration, runIterations } from '../run-iterations.ts';
import { sampleAllocations } from './sample-allocations.ts';
import { writesOf } from '../../workload/operation-kinds.ts';
import { StateTicker } from '../state-ticker.ts';
import type { PassOptions, TimedEnd } from '../target.ts';

/**
 * Runs a cell on the native `Map`, timed. JavaScript has no shared maps: one thread performs the
 * operations of all writers in turn. Drawing operations and making keys is not timed. An exact pass
 * comes first; it warms up, and tells which operations will grow the map, so that those are timed.
 */
export async function nativeTimedPass({
  cell,
  onState,
  arenaLimitBytes,
}: PassOptions): Promise<TimedEnd> {
  const { counts, outcome } = nativeExactPass({ cell, onState, arenaLimitBytes });
  if (counts === null || outcome.kind !== 'completed') return { measurement: null, outcome };
  const writes = writesOf(counts.operationsByKind);
  const blocks = new NativeBlocks(cell);
  const recorder = new NativeRecorder(
    blocks.kernel,
    cell.workload.seed,
    cell.latencySampleInterval,
  );
  const run = new NativeRun(
    blocks,
    recorder,
    counts.growthEvents.map(({ operation }) => operation),
    new StateTicker(onState),
    nativeCollection(cell),
  );
  const allocations = sampleAllocations(() => run.performUntimed());
  const weight = run.weigh();
  const gc = new GcWatch();
  const { iterations } = planIterations(totalOperations(cell.workload), 1);
  const figures = runIterations(cell.id, iterations, (): Iteration => {
    const elapsedNs = run.perform();
    const { operations } = counts;
    return { operations, writes, elapsedNs, isLast: false };
  });
  run.end();
  const module = { ...weight, stats: null, ...(await gc.end()), ...allocations };
  return { measurement: { ...figures, latency: recorder.read(), module }, outcome };
}

function heapNow(): NodeJS.MemoryUsage {
  collectGarbage();
  return process.memoryUsage();
}

/** Runs of one workload on a fresh `Map`. */
class NativeRun {
  readonly #blocks: NativeBlocks;
  readonly #recorder: NativeRecorder;
  /** Numbers of the operations that grow the map, from 1, ascending. */
  readonly #growths: readonly number[];
  readonly #ticker: StateTicker;
  readonly #collection: V8Collection;
  readonly #subject: NativeSubject;
  #operations = 0;
  #nextSample = 0;
  #growth = 0;

  constructor(
    blocks: NativeBlocks,
    recorder: NativeRecorder,
    growths: readonly number[],
    ticker: StateTicker,
    collection: V8Collection,
  ) {
    this.#collection = collection;
    this.#subject = { map: emptyNative(collection) };
    this.#blocks = blocks;
    this.#recorder = recorder;
    this.#growths = growths;
    this.#ticker = ticker;
  }

  /** Performs the workload once, with nothing recorded. */
  performUntimed(): void {
    this.#subject.map = emptyNative(this.#collection);
    this.#blocks.reopen();
    while (this.#blocks.fill()) performBlock(this.#subject, this.#blocks, 0, this.#blocks.length);
  }

  /** What the full map weighs with its keys and values, by letting it go. */
  weigh(): Pick<ModuleMeasurement, 'entries' | 'heapBytes' | 'externalBytes'> {
    const entries = this.#subject.map.size;
    this.#blocks.keys.length = 0;
    const full = heapNow();
    this.end();
    const empty = heapNow();
    return {
      entries,
      heapBytes: Math.max(0, full.heapUsed - empty.heapUsed),
      externalBytes: Math.max(0, full.external - empty.external),
    };
  }

  /** Lets the map go. */
  end(): void {
    this.#subject.map = emptyNative(this.#collection);
  }

  /** Performs the workload once; ns that the operations took. */
  perform(): number {
    this.#subject.map = emptyNative(this.#collection);
    this.#operations = 0;
    this.#growth = 0;
    this.#nextSample = this.#recorder.nextGap();
    this.#blocks.reopen();
    let elapsedNs = 0;
    while (this.#blocks.fill()) {
      const startNs = nativeClock();
      this.#performBlock();
      elapsedNs += nativeClock() - startNs;
      this.#ticker.tick(() => ({
        operations: this.#operations,
        entries: this.#subject.map.size,
        bytesHeld: 0,
      }));
    }
    return elapsedNs;
  }

  /** The block in stretches between the operations that are timed. */
  #performBlock(): void {
    const { length } = this.#blocks;
    const before = this.#operations;
    let at = 0;
    while (at < length) {
      const nextGrowth = this.#growths[this.#growth] ?? Number.POSITIVE_INFINITY;
      const timed = Math.min(this.#nextSample, nextGrowth) - before - 1;
      const stop = Math.min(timed, length);
      performBlock(this.#subject, this.#blocks, at, stop);
      at = stop;
      if (at === length) break;
      this.#performTimed(at, timed + before + 1 === nextGrowth);
      at += 1;
    }
    this.#operations = before + length;
  }

  #performTimed(at: number, isGrowing: boolean): void {
    const startNs = nativeClock();
    performBlock(this.#subject, this.#blocks, at, at + 1);
    const endNs = nativeClock();
    const isSampled = !isGrowing || this.#growths[this.#growth] === this.#nextSample;
    if (isSampled) this.#nextSample += this.#recorder.nextGap();
    if (isGrowing) this.#growth += 1;
    this.#recorder.record(endNs - startNs, isGrowing);
  }
}
