import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import { isUnswept } from '../heap/header-slots.ts';
import type { TableObject } from '../maps/go-map.ts';

/** What became of a table that a growth left. */
export type OldTableState =
  /** The map still moves its entries out of it. */
  | 'in-use'
  /** Nobody needs it: its bytes are taken until a cycle of the collector has swept them. */
  | 'garbage'
  | 'swept';

/** The old table of one growth. */
export interface OldTable {
  /** Address of the map's header. */
  readonly mapAddress: number;
  readonly address: number;
  readonly bytes: number;
  readonly state: OldTableState;
  /** Cycles that there had been when it was first seen as garbage; `null` while it is in use. */
  readonly garbageSinceCycle: number | null;
  /**
   * The cycle after which it was swept: equal unless several cycles passed between two looks; `null`
   * until then.
   */
  readonly sweptByCycle: { readonly notBefore: number; readonly notAfter: number } | null;
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

  constructor(memory: ProcessMemory, heap: GoHeap) {
    this.#memory = memory;
    this.#heap = heap;
  }

  /** Old tables that are in use or garbage, then those that were swept, each in order of its growth. */
  list(): readonly OldTable[] {
    return [...[...this.#watched.values()].map(plain), ...this.#swept];
  }

  /** A growth has begun, and the map moves out of this table. */
  begin(mapAddress: number, table: TableObject, cycle: number): void {
    this.#watch(mapAddress, table, 'in-use', cycle);
  }

  /** A map has left this table. */
  leave(mapAddress: number, table: TableObject, cycle: number): void {
    this.#watch(mapAddress, table, 'garbage', cycle);
  }

  /** Looks after another cycle at what has become of garbage. */
  check(cycle: number): void {
    const sweepgen = this.#heap.readSweepgen();
    for (const watched of this.#watched.values()) {
      if (watched.state !== 'garbage' || watched.checkedAtCycle === cycle) continue;
      const isGone = this.#isGone(watched, sweepgen);
      if (isGone === null) continue;
      if (!isGone) {
        this.#watched.set(watched.address, { ...watched, checkedAtCycle: cycle });
        continue;
      }
      this.#watched.delete(watched.address);
      const sweptByCycle = { notBefore: watched.checkedAtCycle + 1, notAfter: cycle };
      this.#swept.push({ ...plain(watched), state: 'swept', sweptByCycle });
      if (this.#swept.length > mostKept) this.#swept.shift();
    }
  }

  #watch(mapAddress: number, table: TableObject, state: 'in-use' | 'garbage', cycle: number): void {
    const known = this.#watched.get(table.address);
    if (known?.state === state) return;
    const { address, object } = table;
    this.#watched.delete(address);
    this.#watched.set(address, {
      mapAddress,
      address,
      bytes: object.bytes,
      state,
      garbageSinceCycle: state === 'garbage' ? cycle : null,
      sweptByCycle: null,
      table,
      checkedAtCycle: cycle,
    });
    if (this.#watched.size <= mostWatched) return;
    const [oldest] = this.#watched.keys();
    if (oldest !== undefined) this.#watched.delete(oldest);
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
  const { mapAddress, address, bytes, state, garbageSinceCycle, sweptByCycle } = watched;
  return { mapAddress, address, bytes, state, garbageSinceCycle, sweptByCycle };
}
