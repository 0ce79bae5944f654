import type { Kernel } from '../../maps/reference/kernel/kernel.ts';
import { placeKeyParts } from '../../maps/reference/kernel/place-key-parts.ts';
import { reserveMemory } from '../../maps/reference/kernel/reserve-memory.ts';
import type { KeyLayout } from './key-layout.ts';
import { kindBits } from './packed-operation.ts';
import { workloadImage } from './workload-image.ts';
import type { Workload } from './workload.ts';

/** A workload that was laid out in the memory of a kernel. */
export interface PlacedWorkload {
  readonly address: number;
  readonly writers: number;
  readonly layout: KeyLayout;
}

/** Lays a workload out in the kernel's memory, where every writer reads it. */
export function placeWorkload(
  kernel: Kernel,
  workload: Workload,
  layout: KeyLayout,
  tables?: ReadonlyMap<number, number>,
): PlacedWorkload {
  const parts = layout.parts === undefined ? 0 : placeKeyParts(kernel, layout.parts.list);
  const image = workloadImage(workload, layout, tables, parts);
  const address = reserveMemory(kernel, image.byteLength, 'workload');
  new Uint8Array(kernel.memory.buffer).set(image, address);
  return { address, writers: workload.writers, layout };
}

/**
 * The operations of one writer by the block: what the kernel's own loops perform, for targets
 * outside the kernel. Memory is one block, however long the stream.
 */
export class OperationStream {
  readonly #kernel: Kernel;
  readonly #stream: number;
  readonly #operations: number;
  readonly #words: Uint32Array;
  readonly #capacity: number;
  /** The bytes of the keys of the block, `keyStride` apart. Overwritten by the next `fill`. */
  readonly keys: Uint8Array;
  readonly keyStride: number;
  /** Operations in the block. */
  length = 0;

  constructor(kernel: Kernel, workload: PlacedWorkload, writer: number, capacity = 1024) {
    const { exports, memory } = kernel;
    this.#kernel = kernel;
    this.#capacity = capacity;
    this.keyStride = workload.layout.keyBytes;
    this.#stream = reserveMemory(kernel, exports.opStreamBytes(), 'operation stream');
    this.#operations = reserveMemory(kernel, capacity * 8, 'operations');
    const keys = reserveMemory(kernel, Math.max(8, capacity * this.keyStride), 'keys');
    this.#words = new Uint32Array(memory.buffer, this.#operations, capacity * 2);
    this.keys = new Uint8Array(memory.buffer, keys, capacity * this.keyStride);
    exports.openStream(this.#stream, workload.address, writer);
  }

  /** Draws the next block; false when the stream has ended. */
  fill(): boolean {
    this.length = this.#kernel.exports.fillBlock(
      this.#stream,
      this.#operations,
      this.keys.byteOffset,
      this.keyStride,
      this.#capacity,
    );
    return this.length > 0;
  }

  /** Starts over, for another writer or the same. */
  reopen(workload: PlacedWorkload, writer: number): void {
    this.#kernel.exports.openStream(this.#stream, workload.address, writer);
    this.length = 0;
  }

  /** What operation `at` of the block does: a place in `operationKinds`. */
  kindAt(at: number): number {
    return (this.#words[at * 2] ?? 0) & (2 ** kindBits - 1);
  }

  /** The key index of operation `at` of the block; the argument of one on the whole map. */
  indexAt(at: number): number {
    const low = this.#words[at * 2] ?? 0;
    return (this.#words[at * 2 + 1] ?? 0) * 2 ** (32 - kindBits) + (low >>> kindBits);
  }
}
