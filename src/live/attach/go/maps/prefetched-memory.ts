import type { MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { MemoryReader } from './map-context.ts';

/** Only ranges that touch are joined: what lies between two structures is not ours to read. */
const touching = { maxGapBytes: 0, maxBlockBytes: 2 ** 20 };

/** Reads many small structures in few system calls before they are looked at one by one. */
export class PrefetchedMemory implements MemoryReader {
  readonly #memory: ProcessMemory;
  readonly #held = new Map<number, Buffer>();

  constructor(memory: ProcessMemory) {
    this.#memory = memory;
  }

  fetch(ranges: readonly MemoryRange[]): void {
    const ordered = ranges.toSorted((a, b) => a.address - b.address);
    this.#memory.readBatch(ordered, touching, ({ address, bytes }, buffer, offset) => {
      this.#held.set(address, Buffer.from(buffer.subarray(offset, offset + bytes)));
    });
  }

  readonly read = (address: number, bytes: number): Buffer | null => {
    const held = this.#held.get(address);
    return held?.length === bytes ? held : this.#memory.read(address, bytes);
  };

  readonly readWord = (address: number): number | null => this.#memory.readWord(address);
}
