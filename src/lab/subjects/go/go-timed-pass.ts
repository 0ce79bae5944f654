import { array, discriminatedUnion, literal, number, object, type output, string } from 'zod';
import type { Cell } from '../../config/cell.ts';
import { createKernel } from '../../../maps/reference/kernel/kernel.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import type { LatencyHistogram, LatencyPhase } from '../../record/latency-histogram.ts';
import type { RealMapFigures, TimedMeasurement } from '../../record/timed-result.ts';
import { readLatencyHistogram } from '../../record/figures/read-latency-histogram.ts';
import type { PipedProgram } from '../../sandbox/program/start-piped-program.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { planIterations } from '../iteration-plan.ts';
import { type Iteration, runIterations } from '../run-iterations.ts';
import { StateTicker } from '../state-ticker.ts';
import type { PassOptions, TimedEnd } from '../target.ts';
import { GoBlocks } from './go-blocks.ts';
import { earlyEndOutcome, openGoCell, skippedWithoutGo } from './open-go-cell.ts';

/** Operations of one writer in a frame: some milliseconds, against some microseconds of starting. */
const blockOperations = 65_536;

const messageSchema = discriminatedUnion('kind', [
  object({
    kind: literal('frame'),
    ns: number(),
    entries: number(),
    resolutionNs: number(),
    normal: array(number()),
    evacuating: array(number()),
    growing: array(number()),
  }),
  object({
    kind: literal('end'),
    version: string(),
    gcCycles: number(),
    gcPauseNs: number(),
    peakRssBytes: number(),
  }),
]);

type Message = output<typeof messageSchema>;
type FrameMessage = Extract<Message, { readonly kind: 'frame' }>;

/**
 * Runs a cell on a real Go map with a goroutine for every writer, timed inside the Go program. The
 * drawing of operations and their way through the pipe are not timed, and nothing works meanwhile.
 */
export async function goTimedPass({ cell, fill, onState }: PassOptions): Promise<TimedEnd> {
  const blocks = new GoBlocks(cell, blockOperations);
  const before =
    fill === undefined ? null : new GoBlocks({ ...cell, workload: fill }, blockOperations);
  const program = await openGoCell(cell, {
    kind: 'timed',
    interval: cell.latencySampleInterval,
    env: { GOMAXPROCS: String(Math.max(1, Math.ceil(cell.limits.cpus))) },
  });
  if (program === null) return { measurement: null, outcome: skippedWithoutGo };
  const run = new GoRun(cell, { blocks, before }, program, onState);
  // One more than is measured: the first one warms up.
  const { iterations } = planIterations(totalOperations(cell.workload), 1);
  const done: Iteration[] = [];
  for (let turn = 0; turn <= iterations; turn++) {
    const iteration = await run.perform(turn > 0);
    if (iteration === null) break;
    if (turn > 0) done.push(iteration);
  }
  const end = await program.finish();
  const isDone = end.exitCode === 0 && done.length === iterations;
  const outcome: Outcome = isDone ? { kind: 'completed' } : earlyEndOutcome(cell, end, run.last);
  if (!isDone || run.figures === null) return { measurement: null, outcome };
  const ready = done.values();
  const figures = runIterations(cell.id, iterations, () => {
    const next = ready.next();
    if (next.done === true) throw new Error('expected an iteration that was measured, found none');
    return next.value;
  });
  return { measurement: { ...figures, latency: run.latency(), realMap: run.figures }, outcome };
}

class GoRun {
  last: LastState | null = null;
  figures: RealMapFigures | null = null;
  readonly #cell: Cell;
  readonly #blocks: GoBlocks;
  readonly #before: GoBlocks | null;
  readonly #program: PipedProgram;
  readonly #ticker: StateTicker;
  readonly #kernel = createKernel({ chargedBytes: 2 ** 20 });
  readonly #histograms: Readonly<Record<LatencyPhase, number>>;
  /** The clock of the program: what is shorter it cannot tell. */
  #resolutionNs = 1;

  constructor(
    cell: Cell,
    { blocks, before }: { readonly blocks: GoBlocks; readonly before: GoBlocks | null },
    program: PipedProgram,
    onState: PassOptions['onState'],
  ) {
    this.#cell = cell;
    this.#blocks = blocks;
    this.#before = before;
    this.#program = program;
    this.#ticker = new StateTicker(onState);
    const bytes = this.#kernel.exports.histogramBytes();
    const reserve = (): number => reserveMemory(this.#kernel, bytes, 'a histogram');
    this.#histograms = { normal: reserve(), evacuating: reserve(), growing: reserve() };
  }

  /** Performs the workload once on fresh maps; `null` when the program has ended. */
  async perform(isMeasured: boolean): Promise<Iteration | null> {
    if (!(await this.#fill())) return null;
    this.#blocks.reopen();
    let operations = 0;
    let writes = 0;
    let elapsedNs = 0;
    for (let block = this.#blocks.next(); block !== null; block = this.#blocks.next()) {
      const message = await this.#ask(block.frame);
      if (message?.kind !== 'frame') return null;
      operations += block.operations;
      writes += block.writes;
      elapsedNs += message.ns;
      this.#resolutionNs = message.resolutionNs;
      if (isMeasured) this.#record(message);
      const state = { operations, entries: message.entries, bytesHeld: 0 };
      this.last = state;
      this.#ticker.tick(() => state);
    }
    const message = await this.#ask(GoBlocks.endFrame());
    if (message?.kind !== 'end') return null;
    const { version, gcCycles, gcPauseNs, peakRssBytes } = message;
    this.figures = { version, gcCycles, gcPauseNs, peakRssBytes };
    return { operations, writes, elapsedNs, isLast: false };
  }

  /** What lies in the maps before the workload; false when the program has ended. */
  async #fill(): Promise<boolean> {
    this.#before?.reopen();
    for (let block = this.#before?.next(); block !== undefined && block !== null;) {
      if ((await this.#ask(block.frame)) === null) return false;
      block = this.#before?.next();
    }
    return true;
  }

  /**
   * By the state of a classic map as its header told it, where one writer has it without a guard. Of
   * others nobody can tell: all operations count as normal.
   */
  latency(): TimedMeasurement['latency'] {
    const { buffer } = this.#kernel.memory;
    const read = (address: number): LatencyHistogram =>
      readLatencyHistogram(buffer, address, this.#resolutionNs);
    return {
      normal: read(this.#histograms.normal),
      evacuating: read(this.#histograms.evacuating),
      growing: read(this.#histograms.growing),
    };
  }

  async #ask(frame: Buffer): Promise<Message | null> {
    if (!(await this.#program.send(frame))) return null;
    const line = await this.#program.readLine();
    return line === null ? null : messageSchema.parse(JSON.parse(line));
  }

  /** Every operation that started a growth is timed, and stands for itself. */
  #record(frame: FrameMessage): void {
    const interval = BigInt(this.#cell.latencySampleInterval);
    const { exports } = this.#kernel;
    for (const state of ['normal', 'evacuating', 'growing'] as const) {
      const weight = state === 'growing' ? 1n : interval;
      const histogram = this.#histograms[state];
      for (const ns of frame[state])
        exports.recordDuration(histogram, ns, this.#resolutionNs, weight);
    }
  }
}
