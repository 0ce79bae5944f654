import type { Hash } from 'node:crypto';
import { alignUp } from '../model/go-type/go-type.ts';
import type { RecordedValue } from './recording.ts';
import type { RecordedTable, TableMemory } from './table-memory.ts';

const offsets = {
  used: 0,
  seed: 8,
  directory: 16,
  directoryLength: 24,
  globalDepth: 32,
  tombstonePossible: 35,
  clearSeq: 40,
};
const table = { used: 0, capacity: 2, growthLeft: 4, localDepth: 6, index: 8, groups: 16 };
const slots = 8;
const controlBytes = 8;
/** Bytes of a table's index that are fed. */
const indexBytes = 2;

/** A Swiss map in the kernel's memory. */
export class SwissMemory implements TableMemory {
  readonly #table: RecordedTable;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #header: number;
  readonly #valueOffset: number;
  readonly #slotBytes: number;
  readonly #groupBytes: number;

  constructor(recorded: RecordedTable) {
    const { kernel, map, key, value } = recorded;
    this.#table = recorded;
    this.#view = new DataView(kernel.memory.buffer);
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#header = kernel.exports.mapHeader(map);
    this.#valueOffset = alignUp(key.inlineBytes, value.alignBytes);
    this.#slotBytes = alignUp(
      this.#valueOffset + Math.max(1, value.inlineBytes),
      Math.max(key.alignBytes, value.alignBytes),
    );
    this.#groupBytes = controlBytes + slots * this.#slotBytes;
  }

  /** As `swissFields`, but for what was allocated. */
  values(): readonly RecordedValue[] {
    const view = this.#view;
    const header = this.#header;
    const sums = { tables: 0, capacity: 0, growthLeft: 0 };
    this.#eachTable((address) => {
      sums.tables += 1;
      sums.capacity += view.getUint16(address + table.capacity, true);
      sums.growthLeft += view.getUint16(address + table.growthLeft, true);
    });
    return [
      this.#word(header + offsets.used),
      String(view.getBigUint64(header + offsets.seed, true)),
      this.#word(header + offsets.directoryLength),
      view.getUint8(header + offsets.globalDepth),
      view.getUint8(header + offsets.tombstonePossible),
      this.#word(header + offsets.clearSeq),
      sums.tables,
      sums.capacity,
      sums.growthLeft,
    ];
  }

  /** Feeds every table in directory order, its figures and its groups, or the only group. */
  digestInto(hash: Hash): void {
    const directory = this.#word(this.#header + offsets.directory);
    if (this.#word(this.#header + offsets.directoryLength) === 0) {
      if (directory !== 0) this.#digestGroups(hash, directory, 1);
      return;
    }
    this.#eachTable((address) => {
      hash.update(this.#bytes.subarray(address, address + table.localDepth + 1));
      const index = address + table.index;
      hash.update(this.#bytes.subarray(index, index + indexBytes));
      const capacity = this.#view.getUint16(address + table.capacity, true);
      this.#digestGroups(hash, this.#word(address + table.groups), capacity / slots);
    });
  }

  #digestGroups(hash: Hash, first: number, groups: number): void {
    const { key, value } = this.#table;
    const end = first + groups * this.#groupBytes;
    if (key.isPlain && value.isPlain && this.#slotBytes === key.inlineBytes + value.inlineBytes) {
      // The same bytes as slot by slot: nothing lies between them.
      hash.update(this.#bytes.subarray(first, end));
      return;
    }
    for (let group = first; group < end; group += this.#groupBytes) {
      hash.update(this.#bytes.subarray(group, group + controlBytes));
      for (let slot = 0; slot < slots; slot++) {
        const at = group + controlBytes + slot * this.#slotBytes;
        key.add(hash, at);
        value.add(hash, at + this.#valueOffset);
      }
    }
  }

  /** Once for each: the directory names one table several times, side by side. */
  #eachTable(visit: (address: number) => void): void {
    const directory = this.#word(this.#header + offsets.directory);
    const length = this.#word(this.#header + offsets.directoryLength);
    let last = 0;
    for (let index = 0; index < length; index++) {
      const address = this.#word(directory + 8 * index);
      if (address !== last) visit(address);
      last = address;
    }
  }

  /** The low half of a word: addresses and counts have no high one here. */
  #word(address: number): number {
    return this.#view.getUint32(address, true);
  }
}
