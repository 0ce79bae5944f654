import type { Hash } from 'node:crypto';
import type { RecordedTable, TableMemory } from './table-memory.ts';

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
const sameSizeGrow = 8;
/** From this B on, Go counts overflow buckets by chance. */
const firstEstimatedB = 16;
const slots = 8;
const tophashBytes = 8;
const pointerBytes = 8;
const hasOverflow = Uint8Array.of(0xaa);
const noOverflow = Uint8Array.of(0xbb);

/** A classic map in the kernel's memory. */
export class ClassicMemory implements TableMemory {
  readonly #table: RecordedTable;
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #header: number;
  readonly #bucketBytes: number;

  constructor(table: RecordedTable) {
    const { kernel, map, key, value } = table;
    this.#table = table;
    this.#view = new DataView(kernel.memory.buffer);
    this.#bytes = new Uint8Array(kernel.memory.buffer);
    this.#header = kernel.exports.mapHeader(map);
    this.#bucketBytes = tophashBytes + slots * (key.inlineBytes + value.inlineBytes) + pointerBytes;
  }

  /** As `classicFields`, but for what was allocated. */
  values(): readonly number[] {
    const view = this.#view;
    const header = this.#header;
    const extra = this.#word(header + offsets.extra);
    const overflow = extra === 0 ? 0 : this.#word(extra);
    const oldOverflow = extra === 0 ? 0 : this.#word(extra + 8);
    return [
      this.#word(header + offsets.count),
      view.getUint8(header + offsets.B),
      view.getUint8(header + offsets.flags),
      view.getUint16(header + offsets.noverflow, true),
      this.#word(header + offsets.nevacuate),
      this.#word(header + offsets.oldbuckets) === 0 ? 0 : 1,
      view.getUint32(header + offsets.hash0, true),
      this.#sparesFrom(extra === 0 ? 0 : this.#word(extra + 16)),
      overflow === 0 ? 0 : this.#word(overflow + 8),
      overflow === 0 ? 0 : this.#word(overflow + 16),
      oldOverflow === 0 ? 0 : this.#word(oldOverflow + 8),
    ];
  }

  /** Whether the count of overflow buckets is an estimate, drawn by chance. */
  get isEstimating(): boolean {
    return this.#view.getUint8(this.#header + offsets.B) >= firstEstimatedB;
  }

  /** Takes an estimate from a recording. */
  setOverflowEstimate(count: number): void {
    this.#view.setUint16(this.#header + offsets.noverflow, count, true);
  }

  /** Feeds every bucket, chain by chain, then those of the old array: tophash, keys and elems. */
  digestInto(hash: Hash): void {
    const buckets = 2 ** this.#view.getUint8(this.#header + offsets.B);
    const isSameSize = (this.#view.getUint8(this.#header + offsets.flags) & sameSizeGrow) !== 0;
    const oldBuckets = isSameSize ? buckets : buckets / 2;
    this.#digestArray(hash, this.#word(this.#header + offsets.buckets), buckets);
    this.#digestArray(hash, this.#word(this.#header + offsets.oldbuckets), oldBuckets);
  }

  #digestArray(hash: Hash, array: number, buckets: number): void {
    if (array === 0) return;
    for (let index = 0; index < buckets; index++) {
      let bucket = array + index * this.#bucketBytes;
      while (bucket !== 0) {
        this.#digestBucket(hash, bucket);
        bucket = this.#word(bucket + this.#bucketBytes - pointerBytes);
        hash.update(bucket === 0 ? noOverflow : hasOverflow);
      }
    }
  }

  #digestBucket(hash: Hash, bucket: number): void {
    const { key, value } = this.#table;
    if (key.isPlain && value.isPlain) {
      // The same bytes as slot by slot: nothing lies between them.
      hash.update(this.#bytes.subarray(bucket, bucket + this.#bucketBytes - pointerBytes));
      return;
    }
    const keys = bucket + tophashBytes;
    const values = keys + slots * key.inlineBytes;
    hash.update(this.#bytes.subarray(bucket, keys));
    for (let slot = 0; slot < slots; slot++) key.add(hash, keys + slot * key.inlineBytes);
    for (let slot = 0; slot < slots; slot++) value.add(hash, values + slot * value.inlineBytes);
  }

  /** Up to and with the last spare, which a non-nil overflow pointer marks. */
  #sparesFrom(next: number): number {
    if (next === 0) return -1;
    let spares = 1;
    for (let bucket = next; this.#word(bucket + this.#bucketBytes - 8) === 0; spares++)
      bucket += this.#bucketBytes;
    return spares;
  }

  /** The low half of a word: addresses and counts have no high one here. */
  #word(address: number): number {
    return this.#view.getUint32(address, true);
  }
}
