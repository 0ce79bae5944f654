import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import { isUnswept } from '../heap/header-slots.ts';
import type { OldTable } from '../../collector/old-table.ts';
import type { TableObject } from '../maps/go-map.ts';

/** The map that left a table. */
interface Leaver {
  readonly id: string;
  readonly address: number;
}

interface Watched extends OldTable {
  readonly table: TableObject;
  readonly checkedAtCycle: number;
}

/** Tables that are watched at a time: beyond it the oldest are forgotten. */
const mostWatched = 2000;
/** Swept tables are kept for whoever draws them. */
const mostKept = 1000;

/** Follows old tables from their growth to the cycle that frees them. */
export class OldTables {
  readonly #memory: ProcessMemory;
  readonly #heap: GoHeap;
  readonly #watched = new Map<number, Watched>();
  readonly #swept: OldTable[] = [];
  readonly #changed = new Map<number, OldTable>();
  #made = 0;
  #isUndecided = false;

  constructor(memory: ProcessMemory, heap: GoHeap) {
    this.#memory = memory;
    this.#heap = heap;
  }

  /** Old tables that are in use or garbage, then those that were swept, each in order of its growth. */
  list(): readonly OldTable[] {
    return [...[...this.#watched.values()].map(plain), ...this.#swept];
  }

  /** Those of which anything became since the last call. */
  takeChanges(): readonly OldTable[] {
    const changed = [...this.#changed.values()];
    this.#changed.clear();
    return changed;
  }

  /** A growth has begun, and the map moves out of this table. */
  begin(map: Leaver, table: TableObject, cycle: number): void {
    this.#watch(map, table, 'in-use', cycle);
  }

  /** A map has left this table. */
  leave(map: Leaver, table: TableObject, cycle: number): void {
    this.#watch(map, table, 'garbage', cycle);
  }

  /** Whether garbage lay in spans that the last cycle has not swept yet. */
  get isUndecided(): boolean {
    return this.#isUndecided;
  }

  /** Looks after another cycle at what has become of garbage. */
  check(cycle: number): void {
    const sweepgen = this.#heap.readSweepgen();
    this.#isUndecided = false;
    for (const watched of this.#watched.values()) {
      if (watched.state !== 'garbage' || watched.checkedAtCycle === cycle) continue;
      const isGone = this.#isGone(watched, sweepgen);
      if (isGone === null) {
        this.#isUndecided = true;
        continue;
      }
      if (!isGone) {
        this.#watched.set(watched.address, { ...watched, checkedAtCycle: cycle });
        continue;
      }
      this.#watched.delete(watched.address);
      const sweptByCycle = { notBefore: watched.checkedAtCycle + 1, notAfter: cycle };
      const swept: OldTable = { ...plain(watched), state: 'swept', sweptByCycle };
      this.#swept.push(swept);
      this.#changed.set(swept.id, swept);
      if (this.#swept.length > mostKept) this.#swept.shift();
    }
  }

  #watch(map: Leaver, table: TableObject, state: 'in-use' | 'garbage', cycle: number): void {
    const known = this.#watched.get(table.address);
    if (known?.state === state) return;
    const { address, object } = table;
    this.#watched.delete(address);
    if (known === undefined) this.#made += 1;
    const watched: Watched = {
      id: known?.id ?? this.#made,
      mapId: map.id,
      mapAddress: map.address,
      address,
      bytes: object.bytes,
      state,
      garbageSinceCycle: state === 'garbage' ? cycle : null,
      sweptByCycle: null,
      table,
      checkedAtCycle: cycle,
    };
    this.#watched.set(address, watched);
    this.#changed.set(watched.id, plain(watched));
    if (this.#watched.size <= mostWatched) return;
    const [oldest] = this.#watched.keys();
    if (oldest !== undefined) this.#watched.delete(oldest);
    // Where nobody takes them, only the newest are kept.
    const [first] = this.#changed.keys();
    if (this.#changed.size > mostWatched && first !== undefined) this.#changed.delete(first);
  }

  /**
   * Whether a table's memory was freed; `null` while its span is still to be swept. A slot that is
   * taken again although the last cycle did not mark it was freed in between, and the second cycle
   * that begins with a table as garbage always frees it.
   */
  #isGone({ table, garbageSinceCycle }: Watched, sweepgen: number): boolean | null {
    const span = this.#heap.spanOf(table.object);
    if (span === null) return true;
    if (isUnswept(sweepgen, span.sweepgen)) return null;
    if (sweepgen / 2 >= (garbageSinceCycle ?? Number.POSITIVE_INFINITY) + 2) return true;
    const { slot } = table.object;
    const bits = this.#memory.read(span.allocBits + (slot >> 3), 1);
    return bits === null ? null : (((bits[0] ?? 0) >> (slot & 7)) & 1) === 0;
  }
}

function plain(watched: Watched): OldTable {
  const { id, mapId, mapAddress, address, bytes, state, garbageSinceCycle, sweptByCycle } = watched;
  return { id, mapId, mapAddress, address, bytes, state, garbageSinceCycle, sweptByCycle };
}
