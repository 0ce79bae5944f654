import type { OldTable } from '../collector/old-table.ts';
import type { TrackedCollection } from './known-collections.ts';

/** Tables of one process that are kept until somebody takes them: of more, the newest. */
const mostChanged = 2000;

interface Left {
  readonly table: OldTable;
  /** Collections so far when it was seen last. */
  seenAtCycle: number | null;
}

/** Follows tables that collections left until the collector has taken them. */
export class LeftTables {
  readonly #left = new Map<number, Left>();
  readonly #changed = new Map<number, OldTable>();
  #made = 0;

  /** Those of which anything became since the last call. */
  takeChanges(): readonly OldTable[] {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    return changed;
  }

  /**
   * Takes a look at a collection.
   *
   * @param before the look before; `null` at the first
   * @param cyclesOf collections so far of the heap in which a table lies; `null` where nobody counts
   */
  see(
    before: TrackedCollection | null,
    now: TrackedCollection,
    cyclesOf: (pointer: number) => number | null,
  ): void {
    const there = new Set(now.left.map(({ pointer }) => pointer));
    for (const { pointer } of before?.left ?? []) {
      const left = this.#left.get(pointer);
      if (left === undefined || there.has(pointer)) continue;
      this.#left.delete(pointer);
      const sweptByCycle = sweptBy(left, cyclesOf(pointer));
      this.#change({ ...left.table, state: 'swept', sweptByCycle });
    }
    for (const { pointer, bytes } of now.left) {
      const known = this.#left.get(pointer);
      const cycles = cyclesOf(pointer);
      if (known !== undefined) {
        known.seenAtCycle = cycles;
        continue;
      }
      this.#made += 1;
      const table: OldTable = {
        id: this.#made,
        mapId: now.id,
        mapAddress: now.pointer - 1,
        address: pointer - 1,
        bytes,
        // V8 moves all entries at once.
        state: 'garbage',
        garbageSinceCycle: cycles,
        sweptByCycle: null,
      };
      this.#left.set(pointer, { table, seenAtCycle: cycles });
      this.#change(table);
    }
  }

  /** A collection is gone, and nobody hears of its tables any more. */
  forget({ left }: TrackedCollection): void {
    for (const { pointer } of left) this.#left.delete(pointer);
  }

  #change(table: OldTable): void {
    this.#changed.set(table.id, table);
    const [first] = this.#changed.keys();
    if (this.#changed.size > mostChanged && first !== undefined) this.#changed.delete(first);
  }
}

/** It was there at one look, and is gone at the next; V8 sweeps some pages late. */
function sweptBy({ seenAtCycle }: Left, cycles: number | null): OldTable['sweptByCycle'] {
  if (seenAtCycle === null || cycles === null) return null;
  return { notBefore: Math.min(seenAtCycle + 1, cycles), notAfter: cycles };
}
