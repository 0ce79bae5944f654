import type { MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { MemoryReader } from './map-context.ts';

const maxBlockBytes = 2 ** 20;
const nothing = Buffer.alloc(0);

/** Where a structure stands in what was fetched with it. */
interface Held extends MemoryRange {
  from: Buffer;
  at: number;
}

/** Reads many small structures in few system calls before they are looked at one by one. */
export class PrefetchedMemory implements MemoryReader {
  readonly #memory: ProcessMemory;
  readonly #held = new Map<number, Held>();
  readonly #fetched: Buffer[] = [];

  constructor(memory: ProcessMemory) {
    this.#memory = memory;
  }

  /** Reads ranges, in one piece those that are so close: what lies between them is read too. */
  fetch(ranges: readonly MemoryRange[], maxGapBytes: number): void {
    for (const { address, bytes } of ranges)
      this.#held.set(address, { address, bytes, from: nothing, at: -1 });
    // Numbers alone are put in order several times as fast as objects.
    const addresses = Float64Array.from(ranges, ({ address }) => address).toSorted();
    const ordered: Held[] = [];
    for (const address of addresses) {
      const held = this.#held.get(address);
      if (held !== undefined) ordered.push(held);
    }
    const options = { maxGapBytes, maxBlockBytes };
    const { bytes, places } = this.#memory.readTogether(ordered, options);
    this.#fetched.push(bytes);
    for (let index = 0; index < ordered.length; index++) {
      const held = ordered[index];
      if (held === undefined) continue;
      held.from = bytes;
      held.at = places[index] ?? -1;
    }
  }

  /** What was fetched; empty where that could not be read. */
  held(address: number, bytes: number): Buffer {
    return this.#heldAt(address, bytes) ?? nothing;
  }

  readonly read = (address: number, bytes: number): Buffer | null =>
    this.#heldAt(address, bytes) ?? this.#memory.read(address, bytes);

  readonly readWord = (address: number): number | null => this.#memory.readWord(address);

  /** Clears what was fetched, and what lies between. */
  wipe(): void {
    for (const bytes of this.#fetched) bytes.fill(0);
    this.#held.clear();
  }

  #heldAt(address: number, bytes: number): Buffer | null {
    const held = this.#held.get(address);
    if (held === undefined || held.at < 0 || held.bytes !== bytes) return null;
    return held.from.subarray(held.at, held.at + bytes);
  }
}
