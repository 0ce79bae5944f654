import process from 'node:process';
import { firstLine } from '../../base/primitives/lines.ts';
import { createKernel } from '../../maps/reference/kernel/kernel.ts';
import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import { parseGoKeyType } from '../../maps/model/go-type/parse-go-type.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../config/cell.ts';
import type { PipedProgram } from '../sandbox/program/start-piped-program.ts';
import { ExactReading } from '../subjects/go/exact-reading.ts';
import { GoBlocks } from '../subjects/go/go-blocks.ts';
import { findGo } from '../subjects/go/find-go.ts';
import { type GoToolchain, howToGetGo } from '../subjects/go/go-toolchain.ts';
import { openGoCell } from '../subjects/go/open-go-cell.ts';
import type { OperationBlock } from '../traffic/operation-block.ts';
import { type KeyLayout, keyLayoutOf } from '../workload/key-layout.ts';
import { OperationStream, placeWorkload } from '../workload/operation-stream.ts';
import { reserveMemory } from '../../maps/reference/kernel/reserve-memory.ts';
import type { ReplayCounts } from './replay-counts.ts';

/** Operations of a frame. */
const frameOperations = 8192;
const kernelBytes = 2 ** 20;
/** No point of a staircase between the first and the last: each costs two collections. */
const neverAgain = 2 ** 52;

/** A real map of Go, in a process of its own, that performs the same operations as its model. */
export class GoReplay {
  readonly #program: PipedProgram;
  readonly #reading = new ExactReading(() => undefined);
  readonly #cell: Cell;
  readonly #frames: Frames;
  #ends = false;

  private constructor(program: PipedProgram, cell: Cell, layout: KeyLayout) {
    this.#program = program;
    this.#cell = cell;
    this.#frames = new Frames(cell, layout);
  }

  /**
   * Builds and starts the program.
   *
   * @throws SandboxError `environment` without Go, or where it does not compile
   */
  static async open(cell: Cell, toolchain?: GoToolchain): Promise<GoReplay> {
    const go = toolchain ?? (await findOwnGo(cell));
    const layout = keyLayoutOf(parseGoKeyType(cell.key, 'key'), cell.workload);
    const program = await openGoCell(
      cell,
      {
        kind: 'exact',
        interval: neverAgain,
        env: { GODEBUG: 'cpu.aes=off', GOGC: 'off', GOMAXPROCS: '1' },
      },
      go,
    );
    if (program === null) throw new SandboxError('environment', howToGetGo);
    return new GoReplay(program, cell, layout);
  }

  /** Sends the operations `from` to `to` - 1 of a block, and waits until they are done. */
  async perform(block: OperationBlock, to: number = block.length): Promise<void> {
    for (let at = 0; at < to && !this.#ends; at += frameOperations) {
      const frame = this.#frames.next(block, at, Math.min(to, at + frameOperations));
      this.#ends = !(await this.#program.send(frame));
      while (!this.#ends) {
        const line = await this.#program.readLine();
        if (line === null) this.#ends = true;
        else if (this.#reading.take(line) === 'state') break;
      }
    }
  }

  /**
   * Ends the program.
   *
   * @throws SandboxError `environment` where it ended before its work was done
   */
  async counts(): Promise<ReplayCounts & { readonly version: string }> {
    if (!this.#ends) await this.#program.send(GoBlocks.endFrame());
    for (let line = await this.#program.readLine(); line !== null;)
      line = (this.#reading.take(line), await this.#program.readLine());
    const { exitCode, stderrTail } = await this.#program.finish();
    const { end } = this.#reading;
    if (exitCode !== 0 || end === null)
      throw new SandboxError(
        'environment',
        `expected the real map of ${this.#cell.map} to do its work, got exit code ${exitCode}: ${firstLine(stderrTail)}`,
      );
    const { stats, growthEvents, growthEventsDropped } = this.#reading.counts(this.#cell, end);
    return {
      version: end.version,
      entries: stats.entries,
      // What the runtime kept for itself meanwhile was there without the map too.
      bytesHeld: stats.bytesHeld - end.strays - variable.bytes,
      peakBytes: stats.bytesPeak - variable.bytes,
      totalBytesAllocated: stats.totalBytesAllocated - variable.bytes,
      totalAllocations: stats.totalAllocations - variable.allocations,
      growthEvents: growthEvents.map(withoutVariable),
      growthEventsDropped,
      growthsByKind: stats.growthsByKind,
    };
  }
}

/** The Go of the very version that a cell names: another one has other maps. */
async function findOwnGo({ map }: Cell): Promise<GoToolchain> {
  const minor = modelFacts(map).goMinor ?? 0;
  const go = await findGo({ env: process.env, minor });
  if (go === null) throw new SandboxError('environment', howToGetGo);
  if (go.minor === minor) return go;
  throw new SandboxError(
    'environment',
    `expected a toolchain of ${map} beside a replay on its real map, got ${go.version}; MAPSWELL_GO_FOLDER names a folder of toolchains, MAPSWELL_GO one`,
  );
}

/** The variable of the program that holds the map, which is none of the map's own bytes. */
const variable = { bytes: 8, allocations: 1 };

function withoutVariable(growth: GrowthEvent): GrowthEvent {
  const { bytesBefore, bytesDuring, bytesAfter } = growth;
  return {
    ...growth,
    bytesBefore: bytesBefore - variable.bytes,
    bytesDuring: bytesDuring - variable.bytes,
    bytesAfter: bytesAfter === null ? null : bytesAfter - variable.bytes,
  };
}

/** Makes the keys of operations by the kernel, as for every target, and frames of them. */
class Frames {
  readonly #stream: OperationStream;
  readonly #window: Uint8Array;
  readonly #restart: () => void;

  constructor(cell: Cell, layout: KeyLayout) {
    const kernel = createKernel({ chargedBytes: kernelBytes });
    const table = reserveMemory(kernel, frameOperations * 8, 'recorded operations');
    const keys = { kind: 'trace', file: '', operations: frameOperations } as const;
    const phase = {
      name: 'replay',
      operationsPerWriter: frameOperations,
      mix: { lookup: 1 },
      keys,
    };
    const workload = { ...cell.workload, writers: 1, phases: [phase] };
    const placed = placeWorkload(kernel, workload, layout, new Map([[0, table]]));
    this.#stream = new OperationStream(kernel, placed, 0, frameOperations);
    this.#window = new Uint8Array(kernel.memory.buffer, table, frameOperations * 8);
    this.#restart = () => {
      this.#stream.reopen(placed, 0);
    };
  }

  next(block: OperationBlock, from: number, to: number): Buffer {
    this.#window.set(block.bytes(from, to));
    this.#restart();
    this.#stream.fill();
    return GoBlocks.frameOf(this.#stream, to - from).frame;
  }
}
