import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import { operationKinds } from '../../workload/operation-kinds.ts';
import type { MapModule } from './map-module.ts';
import type { NativeBlocks } from '../native/native-blocks.ts';
import type { NativeKey } from '../native/native-keys.ts';

const [insertOperation, updateOperation, deleteOperation, , modifyOperation, expireOperation] =
  operationKinds.keys();

/** A function that was checked when the module was loaded: see `loadMapModule`. */
function offered<Name extends 'clear' | 'entries'>(
  module: MapModule,
  name: Name,
): NonNullable<MapModule[Name]> {
  const method = module[name];
  if (method === undefined)
    throw new SandboxError('config', `expected the module to export ${name}, got none`);
  return method;
}

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

  /** What needs more than a key; its argument stands where others have their key. */
  #performOther(key: NativeKey): void {
    const { kinds, numbers, expireAfter } = this.blocks;
    const module = this.#module;
    const map = this.#map;
    const now = numbers?.[this.#at] ?? this.#at;
    const kind = operationKinds[kinds[this.#at] ?? 0];
    if (kind === 'lookupOrExpire') {
      const writtenAt = module.get(map, key);
      if (writtenAt !== undefined && now - Number(writtenAt) >= expireAfter)
        module.delete(map, key);
    } else if (kind === 'clear') offered(module, 'clear')(map);
    else if (kind === 'iterate') this.#iterate(Number(key));
    else if (kind === 'copy') this.#copy(key === 1);
    else
      for (const [entry, writtenAt] of offered(module, 'entries')(map))
        if (now - writtenAt >= Number(key)) module.delete(map, entry);
  }

  #iterate(limit: number): void {
    let visited = 0;
    for (const [,] of offered(this.#module, 'entries')(this.#map)) {
      visited += 1;
      if (visited === limit) break;
    }
    found = (found + visited) | 0;
  }

  /** Into a map of its own, which takes the place of the old one. */
  #copy(hasHint: boolean): void {
    const module = this.#module;
    const old = this.#map;
    const { key, value } = this.#cell;
    const copy = module.create({ key, value, hint: hasHint ? module.size(old) : 0 });
    for (const [entry, content] of offered(module, 'entries')(old))
      module.set(copy, entry, content);
    module.close?.(old);
    this.#map = copy;
  }

  /** Performs the next operations of the block, up to a number of its own; how many are left. */
  perform(upTo: number): number {
    const { kinds, keys, numbers, length } = this.blocks;
    const module = this.#module;
    let map = this.#map;
    const end = Math.min(upTo, length);
    for (; this.#at < end; this.#at++) {
      const key = keys[this.#at] ?? 0;
      const kind = kinds[this.#at];
      if (kind === insertOperation) module.set(map, key, numbers?.[this.#at] ?? this.#at);
      else if (kind === updateOperation || kind === modifyOperation)
        module.set(map, key, numbers?.[this.#at] ?? Number(module.get(map, key) ?? 0) + 1);
      else if (kind === deleteOperation) module.delete(map, key);
      else if (kind !== undefined && kind >= (expireOperation ?? 0)) {
        this.#performOther(key);
        // A copy has taken its place.
        map = this.#map;
      } else if (module.get(map, key) !== undefined) found = (found + 1) | 0;
    }
    return length - this.#at;
  }
}
