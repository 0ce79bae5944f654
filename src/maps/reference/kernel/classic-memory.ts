import type { Hash } from 'node:crypto';
import type { Kernel } from './kernel.ts';

/** Fields of Go's hmap and mapextra, by the names that recordings use. */
export interface ClassicState {
  /** Entries. */
  readonly c: number;
  /** log2 of the buckets. */
  readonly B: number;
  readonly f: number;
  /** Overflow buckets as counted by the runtime. */
  readonly nov: number;
  /** Old buckets moved. */
  readonly nev: number;
  readonly g: boolean;
  /** Hash seed. */
  readonly h0: number;
  /** Spare overflow buckets left, or -1. */
  readonly free: number;
  /** Length and capacity of the overflow slice, and length of the old one. */
  readonly ol: number;
  readonly oc: number;
  readonly ool: number;
}

const offsets = {
  count: 0,
  flags: 8,
  B: 9,
  noverflow: 10,
  hash0: 12,
  buckets: 16,
  oldbuckets: 24,
  nevacuate: 32,
  extra: 40,
};
const SAME_SIZE_GROW = 8;
const HAS_OVERFLOW = Uint8Array.of(0xaa);
const NO_OVERFLOW = Uint8Array.of(0xbb);

/** Reads a classic `map[int64]int64` as it lies in the kernel's memory, byte for byte Go's layout. */
export class ClassicMemory {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #header: number;
  readonly #bucketBytes: number;

  /** Of a map of this kernel with buckets of `bucketBytes` (144 for int64 to int64). */
  constructor(kernel: Kernel, map: number, bucketBytes = 144) {
    this.#view = new DataView(kernel.memory.buffer);
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#header = kernel.exports.mapHeader(map);
    this.#bucketBytes = bucketBytes;
  }

  state(): ClassicState {
    const header = this.#header;
    const extra = this.#word(header + offsets.extra);
    const overflow = extra === 0 ? 0 : this.#word(extra);
    const oldOverflow = extra === 0 ? 0 : this.#word(extra + 8);
    return {
      c: this.#word(header + offsets.count),
      B: this.#view.getUint8(header + offsets.B),
      f: this.#view.getUint8(header + offsets.flags),
      nov: this.#view.getUint16(header + offsets.noverflow, true),
      nev: this.#word(header + offsets.nevacuate),
      g: this.#word(header + offsets.oldbuckets) !== 0,
      h0: this.#view.getUint32(header + offsets.hash0, true),
      free: this.#sparesFrom(extra === 0 ? 0 : this.#word(extra + 16)),
      ol: overflow === 0 ? 0 : this.#word(overflow + 8),
      oc: overflow === 0 ? 0 : this.#word(overflow + 16),
      ool: oldOverflow === 0 ? 0 : this.#word(oldOverflow + 8),
    };
  }

  /** The estimate is random in large maps; a replay takes it from the recording. */
  setOverflowEstimate(count: number): void {
    this.#view.setUint16(this.#header + offsets.noverflow, count, true);
  }

  /** Feeds every bucket, chain by chain, then those of the old array: tophash, keys and elems. */
  digestInto(hash: Hash): void {
    const { B, f, g } = this.state();
    const buckets = 2 ** B;
    this.#digestArray(hash, this.#word(this.#header + offsets.buckets), buckets);
    const oldBuckets = (f & SAME_SIZE_GROW) === 0 ? buckets / 2 : buckets;
    if (g) this.#digestArray(hash, this.#word(this.#header + offsets.oldbuckets), oldBuckets);
  }

  #digestArray(hash: Hash, array: number, buckets: number): void {
    if (array === 0) return;
    for (let index = 0; index < buckets; index++) {
      let bucket = array + index * this.#bucketBytes;
      while (bucket !== 0) {
        const end = bucket + this.#bucketBytes - 8;
        hash.update(this.#bytes.subarray(bucket, end));
        bucket = this.#word(end);
        hash.update(bucket === 0 ? NO_OVERFLOW : HAS_OVERFLOW);
      }
    }
  }

  /** Up to and with the last spare, which a non-nil overflow pointer marks. */
  #sparesFrom(next: number): number {
    if (next === 0) return -1;
    let spares = 1;
    for (let bucket = next; this.#word(bucket + this.#bucketBytes - 8) === 0; spares++)
      bucket += this.#bucketBytes;
    return spares;
  }

  #word(address: number): number {
    return Number(this.#view.getBigUint64(address, true));
  }
}
