import type { Cell } from '../../config/cell.ts';
import type { MapModule } from './map-module.ts';
import type { NativeBlocks } from '../native/native-blocks.ts';

const insertOperation = 0;
const updateOperation = 1;
const deleteOperation = 2;

/** Sink of what lookups find, so that they cannot be left out. */
let found = 0;

/** The operations of a cell on a module, one block after the other. */
export class ModuleRun {
  readonly blocks: NativeBlocks;
  readonly #module: MapModule;
  readonly #cell: Cell;
  #map: unknown = null;
  /** Next operation of the block. */
  #at = 0;
  #done = 0;

  constructor(module: MapModule, cell: Cell, blocks: NativeBlocks) {
    this.#module = module;
    this.#cell = cell;
    this.blocks = blocks;
  }

  /** The map under load; `null` before the first run. */
  get map(): unknown {
    return this.#map;
  }

  /** Operations since the run began. */
  get operations(): number {
    return this.#done + this.#at;
  }

  get size(): number {
    return this.#map === null ? 0 : this.#module.size(this.#map);
  }

  /** Starts over with a fresh map. */
  begin(): void {
    this.end();
    const { key, value, hint } = this.#cell;
    this.#map = this.#module.create({ key, value, hint });
    this.blocks.reopen();
    this.#at = 0;
    this.#done = 0;
    this.blocks.length = 0;
  }

  /** Lets the map go. */
  end(): void {
    if (this.#map !== null) this.#module.close?.(this.#map);
    this.#map = null;
  }

  /** Draws the next block; false when all is done. Not to be timed. */
  fill(): boolean {
    this.#done += this.blocks.length;
    this.#at = 0;
    return this.blocks.fill();
  }

  /** Performs the next operations of the block, up to a number of its own; how many are left. */
  perform(upTo: number): number {
    const { kinds, keys, length } = this.blocks;
    const module = this.#module;
    const map = this.#map;
    const end = Math.min(upTo, length);
    for (; this.#at < end; this.#at++) {
      const key = keys[this.#at] ?? 0;
      const kind = kinds[this.#at];
      if (kind === insertOperation) module.set(map, key, this.#at);
      else if (kind === updateOperation)
        module.set(map, key, Number(module.get(map, key) ?? 0) + 1);
      else if (kind === deleteOperation) module.delete(map, key);
      else if (module.get(map, key) !== undefined) found = (found + 1) | 0;
    }
    return length - this.#at;
  }
}
