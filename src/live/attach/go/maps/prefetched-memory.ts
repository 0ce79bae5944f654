import type { MemoryPiece, MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { MemoryReader } from './map-context.ts';

const maxBlockBytes = 2 ** 20;
const nothing = Buffer.alloc(0);

/** Where a structure stands in what was fetched with it; nowhere (-1) where it could not be read. */
interface Held extends MemoryRange {
  in: Buffer;
  at: number;
}

/** Reads many small structures in few system calls before they are looked at one by one. */
export class PrefetchedMemory implements MemoryReader {
  readonly #memory: ProcessMemory;
  readonly #held = new Map<number, Held>();
  readonly #fetched: Buffer[] = [];
  #wanted: number[] = [];

  constructor(memory: ProcessMemory) {
    this.#memory = memory;
  }

  /** Has the next `fetch` read a structure as well. */
  want(address: number, bytes: number): void {
    if (this.#held.has(address)) return;
    this.#held.set(address, { address, bytes, in: nothing, at: -1 });
    this.#wanted.push(address);
  }

  /** Reads what is wanted, in one piece what is so close: what lies between is read too. */
  fetch(maxGapBytes: number): void {
    // Numbers alone are put in order several times as fast as objects.
    const addresses = new Float64Array(this.#wanted).toSorted();
    this.#wanted = [];
    const ordered: Held[] = [];
    for (let index = 0; index < addresses.length; index++) {
      const held = this.#held.get(addresses[index] ?? 0);
      if (held !== undefined) ordered.push(held);
    }
    const options = { maxGapBytes, maxBlockBytes };
    const { bytes, places } = this.#memory.readTogether(ordered, options);
    this.#fetched.push(bytes);
    for (let index = 0; index < ordered.length; index++) {
      const held = ordered[index];
      if (held === undefined) continue;
      held.in = bytes;
      held.at = places[index] ?? -1;
    }
  }

  readonly read = (address: number, bytes: number): Buffer | null => {
    const piece = this.pieceAt(address, bytes);
    return piece === null ? null : piece.in.subarray(piece.at, piece.at + bytes);
  };

  /** What was fetched, or is read now. */
  readonly pieceAt = (address: number, bytes: number): MemoryPiece | null =>
    this.fetchedAt(address, bytes) ?? this.#memory.pieceAt(address, bytes);

  readonly readWord = (address: number): number | null => this.#memory.readWord(address);

  /** What was fetched; `null` where that could not be read. */
  fetchedAt(address: number, bytes: number): MemoryPiece | null {
    const held = this.#held.get(address);
    return held === undefined || held.at < 0 || held.bytes !== bytes ? null : held;
  }

  /** Clears what was fetched, and what lies between. */
  wipe(): void {
    for (const bytes of this.#fetched) bytes.fill(0);
    this.#held.clear();
  }
}
