import type { Cell } from '../src/lab/config/cell.ts';
import { type Instrumentation, PlacedCell } from '../src/lab/subjects/reference/placed-cell.ts';
import {
  type ClockResolution,
  clockResolution,
  sharedClock,
} from '../src/lab/subjects/shared-clock.ts';
import {
  startWriterThreads,
  type WriterThreads,
} from '../src/lab/subjects/reference/writer-threads.ts';

/** A cell with its threads, to be run again and again. */
export class ThreadedCell {
  readonly placed: PlacedCell;
  readonly #threads: WriterThreads;
  readonly #clock: ClockResolution;

  private constructor(placed: PlacedCell, threads: WriterThreads, clock: ClockResolution) {
    this.placed = placed;
    this.#threads = threads;
    this.#clock = clock;
  }

  static async start(cell: Cell, arenaLimitBytes: number): Promise<ThreadedCell> {
    const originNs = process.hrtime.bigint();
    const clock = sharedClock(originNs);
    const placed = new PlacedCell(cell, arenaLimitBytes, clock);
    const threads = await startWriterThreads(placed.kernel, placed.pass, placed.writers, originNs);
    return new ThreadedCell(placed, threads, clockResolution(clock));
  }

  /** One run on fresh maps; ns from the first writer's start to the last one's end. */
  run(instrumentation: Instrumentation, sampleInterval: number): number {
    const { placed } = this;
    const { exports } = placed.kernel;
    const { costNs, resolutionNs } = this.#clock;
    exports.passOpenRecorders(placed.pass, 1n, BigInt(sampleInterval), costNs, resolutionNs);
    if (!placed.makeMaps(instrumentation)) throw new Error('expected room for the maps, got none');
    exports.passBegin(placed.pass, 0n);
    placed.awaitThreads(() => undefined);
    if (exports.passFailedShard(placed.pass) >= 0) throw new Error('expected no refusal, got one');
    placed.freeMaps();
    const byWriter = placed.writerCounters();
    const ends = byWriter.map(({ endNs }) => endNs);
    const starts = byWriter.map(({ startNs }) => startNs);
    return Math.max(...ends) - Math.min(...starts);
  }

  close(): Promise<void> {
    return this.#threads.close();
  }
}
