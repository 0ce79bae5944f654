import type { MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { MemoryReader } from './map-context.ts';

const maxBlockBytes = 2 ** 20;

/** Reads many small structures in few system calls before they are looked at one by one. */
export class PrefetchedMemory implements MemoryReader {
  readonly #memory: ProcessMemory;
  readonly #held = new Map<number, Buffer>();

  constructor(memory: ProcessMemory) {
    this.#memory = memory;
  }

  /** Reads ranges, in one piece those that are so close: what lies between them is read too. */
  fetch(ranges: readonly MemoryRange[], maxGapBytes: number): void {
    const ordered = ranges.toSorted((a, b) => a.address - b.address);
    const options = { maxGapBytes, maxBlockBytes };
    this.#memory.readBatch(ordered, options, ({ address, bytes }, buffer, offset) => {
      // Of the pool, and without a view on the way: there are tens of thousands.
      const held = Buffer.allocUnsafe(bytes);
      buffer.copy(held, 0, offset, offset + bytes);
      this.#held.set(address, held);
    });
  }

  /** What was fetched; empty where that could not be read. */
  held(address: number, bytes: number): Buffer {
    const held = this.#held.get(address);
    return held?.length === bytes ? held : Buffer.alloc(0);
  }

  readonly read = (address: number, bytes: number): Buffer | null => {
    const held = this.#held.get(address);
    return held?.length === bytes ? held : this.#memory.read(address, bytes);
  };

  readonly readWord = (address: number): number | null => this.#memory.readWord(address);
}
