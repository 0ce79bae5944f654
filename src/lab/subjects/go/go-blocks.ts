import type { Cell } from '../../config/cell.ts';
import { createKernel } from '../../../maps/reference/kernel/kernel.ts';
import { parseGoKeyType } from '../../../maps/model/go-type/parse-go-type.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { keyLayoutOf } from '../../workload/key-layout.ts';
import { firstWholeKind, isWriteKind } from '../../workload/operation-kinds.ts';
import {
  OperationStream,
  type PlacedWorkload,
  placeWorkload,
} from '../../workload/operation-stream.ts';
import { placeTraces } from '../place-traces.ts';
import { validateWorkload } from '../../workload/validate-workload.ts';

const streamsBytes = 2 ** 26;
const endOfWorkload = 0xffff_ffff;

/**
 * The operations of all writers as the cell program reads them, frame by frame: the same ones that
 * the reference map gets.
 */
export class GoBlocks {
  readonly #workload: PlacedWorkload;
  readonly #streams: readonly OperationStream[];

  /**
   * @param block operations of one writer in a frame
   * @throws SandboxError `config` when the cell cannot be run on a real map
   */
  constructor(cell: Cell, block: number) {
    const layout = keyLayoutOf(parseGoKeyType(cell.key, 'key'), cell.workload);
    const [problem] = validateWorkload(cell.workload, layout);
    if (problem !== undefined)
      throw new SandboxError(
        'config',
        `${cell.id}: ${problem.path}: expected ${problem.rule}, got ${JSON.stringify(problem.value)}`,
      );
    if (cell.workload.phases.some(({ keys }) => keys.kind === 'adversarial'))
      throw new SandboxError(
        'config',
        `${cell.id}: expected keys that need no hash for a real Go map, got adversarial ones`,
      );
    const kernel = createKernel({ chargedBytes: streamsBytes });
    this.#workload = placeWorkload(
      kernel,
      cell.workload,
      layout,
      placeTraces(kernel, cell.workload),
    );
    this.#streams = Array.from(
      { length: cell.workload.writers },
      (_, writer) => new OperationStream(kernel, this.#workload, writer, block),
    );
  }

  /** Starts the workload over. */
  reopen(): void {
    for (const [writer, stream] of this.#streams.entries()) stream.reopen(this.#workload, writer);
  }

  /** Draws the next frame; `null` when there is none. */
  next(): { readonly frame: Buffer; readonly operations: number; readonly writes: number } | null {
    const parts: Buffer[] = [];
    let operations = 0;
    let writes = 0;
    for (const stream of this.#streams) {
      stream.fill();
      const part = GoBlocks.frameOf(stream, stream.length);
      parts.push(part.frame);
      writes += part.writes;
      operations += stream.length;
    }
    return operations === 0 ? null : { frame: Buffer.concat(parts), operations, writes };
  }

  /** The frame of one writer: the first `length` operations of a block. */
  static frameOf(
    stream: OperationStream,
    length: number,
  ): { readonly frame: Buffer; readonly writes: number } {
    const { keys, keyStride } = stream;
    const frame = Buffer.allocUnsafe(4 + length * (1 + keyStride));
    let writes = 0;
    frame.writeUInt32LE(length, 0);
    const args: number[] = [];
    for (let at = 0; at < length; at++) {
      const kind = stream.kindAt(at);
      frame[4 + at] = kind;
      if (isWriteKind[kind] === true) writes += 1;
      if (kind >= firstWholeKind) args.push(stream.indexAt(at));
    }
    frame.set(keys.subarray(0, length * keyStride), 4 + length);
    return { frame: args.length === 0 ? frame : Buffer.concat([frame, argumentsOf(args)]), writes };
  }

  /** Says that the workload is over. */
  static endFrame(): Buffer {
    const frame = Buffer.alloc(4);
    frame.writeUInt32LE(endOfWorkload);
    return frame;
  }
}

/** What operations on the whole map have instead of a key, behind the keys of the frame. */
function argumentsOf(args: readonly number[]): Buffer {
  const words = Buffer.alloc(8 * args.length);
  for (const [place, argument] of args.entries())
    words.writeBigUInt64LE(BigInt(argument), 8 * place);
  return words;
}
