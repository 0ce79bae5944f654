import type { Hash } from 'node:crypto';
import type { Kernel } from './kernel.ts';

/** Fields of Go's Swiss map and sums over its tables, by the names that recordings use. */
export interface SwissState {
  /** Entries. */
  readonly c: number;
  /** Hash seed, in decimal: it has 64 bits. */
  readonly seed: string;
  /** Length of the directory, 0 in a small map, and its log2. */
  readonly dl: number;
  readonly gd: number;
  /** 1 when there may be deleted slots that count as used. */
  readonly tp: number;
  /** Times the map was cleared. */
  readonly cs: number;
  /** Tables, and their slots and inserts left in sum. */
  readonly nt: number;
  readonly cap: number;
  readonly gl: number;
}

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
const SLOTS_PER_GROUP = 8;
const SUMMARY_BYTES = 9;

/** Reads a Swiss map as it lies in the kernel's memory, byte for byte Go's layout. */
export class SwissMemory {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #header: number;
  readonly #groupBytes: number;

  /** Of a map of this kernel with groups of `groupBytes` (136 for int64 to int64). */
  constructor(kernel: Kernel, map: number, groupBytes = 136) {
    this.#view = new DataView(kernel.memory.buffer);
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#header = kernel.exports.mapHeader(map);
    this.#groupBytes = groupBytes;
  }

  state(): SwissState {
    const header = this.#header;
    const tables = this.#tables();
    const sum = (field: number): number =>
      tables.reduce((total, at) => total + this.#view.getUint16(at + field, true), 0);
    return {
      c: this.#word(header + offsets.used),
      seed: String(this.#view.getBigUint64(header + offsets.seed, true)),
      dl: this.#word(header + offsets.directoryLength),
      gd: this.#view.getUint8(header + offsets.globalDepth),
      tp: this.#view.getUint8(header + offsets.tombstonePossible),
      cs: this.#word(header + offsets.clearSeq),
      nt: tables.length,
      cap: sum(table.capacity),
      gl: sum(table.growthLeft),
    };
  }

  /** Feeds every table in directory order, its figures and its groups, or the only group. */
  digestInto(hash: Hash): void {
    const directory = this.#word(this.#header + offsets.directory);
    if (this.#word(this.#header + offsets.directoryLength) === 0) {
      if (directory !== 0) hash.update(this.#groups(directory, SLOTS_PER_GROUP));
      return;
    }
    for (const address of this.#tables()) {
      hash.update(this.#summary(address));
      const capacity = this.#view.getUint16(address + table.capacity, true);
      hash.update(this.#groups(this.#word(address + table.groups), capacity));
    }
  }

  /** Addresses of the tables; the directory names one table several times, side by side. */
  #tables(): number[] {
    const directory = this.#word(this.#header + offsets.directory);
    const length = this.#word(this.#header + offsets.directoryLength);
    const addresses = Array.from({ length }, (_, index) => this.#word(directory + 8 * index));
    return addresses.filter((address, index) => address !== addresses[index - 1]);
  }

  #summary(address: number): Uint8Array {
    const bytes = new Uint8Array(SUMMARY_BYTES);
    bytes.set(this.#bytes.subarray(address, address + table.index - 1));
    bytes.set(
      this.#bytes.subarray(address + table.index, address + table.index + 2),
      table.index - 1,
    );
    return bytes;
  }

  #groups(address: number, capacity: number): Uint8Array {
    const end = address + (capacity / SLOTS_PER_GROUP) * this.#groupBytes;
    return this.#bytes.subarray(address, end);
  }

  #word(address: number): number {
    return Number(this.#view.getBigUint64(address, true));
  }
}
