import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import { goPageBytes } from './span-table.ts';

/** 64 MiB: what one entry of the map describes. */
export const arenaBytes: number = 2 ** 26;

/** The runtime's own map from addresses to what it keeps of them. */
export class ArenaMap {
  readonly #heap: number;
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  /** Its address, which never changes. */
  #address: number | null = null;

  constructor(heap: number, memory: ProcessMemory, layout: GoLayout) {
    this.#heap = heap;
    this.#memory = memory;
    this.#layout = layout;
  }

  /** What is kept of the arena that holds an address; `null` for one that is not of the heap. */
  metadataOf(address: number): number | null {
    this.#address ??= this.#memory.readWord(this.#heap + this.#layout.arenasAt);
    const arena = Math.floor((address + this.#layout.arenaBase) / arenaBytes);
    const metadata =
      this.#address === null ? null : this.#memory.readWord(this.#address + 8 * arena);
    return metadata === 0 ? null : metadata;
  }

  /** The record of the span that holds an address. */
  recordOf(address: number): number | null {
    const metadata = this.metadataOf(address);
    if (metadata === null) return null;
    const page = Math.floor((address % arenaBytes) / goPageBytes);
    const record = this.#memory.readWord(metadata + this.#layout.heapArena.spans + 8 * page);
    return record === 0 ? null : record;
  }
}
