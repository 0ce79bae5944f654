import { type RecordedKind, recordedKinds } from '../workload/operation-kinds.ts';
import { kindBits } from '../workload/packed-operation.ts';

const highFactor = 2 ** (32 - kindBits);

/** Operations on a map as the kernel reads them, and where in the recording each comes from. */
export class OperationBlock {
  /** Two words an operation: (number of the key << kindBits) | kind, little endian. */
  words: Uint32Array = new Uint32Array(2 * 1024);
  /** When the operation was recorded, ms; NaN where nobody said. */
  timesMs: Float64Array = new Float64Array(1024);
  /** Number of the recorded operation, from 1; the deletions of keys that expire come before theirs. */
  recorded: Float64Array = new Float64Array(1024);
  length = 0;
  /** How many operations of the block are done when the map is empty, each time that it becomes so. */
  readonly emptiedAt: number[] = [];

  /** Takes everything out. */
  clear(): void {
    this.length = 0;
    this.emptiedAt.length = 0;
  }

  add(kind: number, key: number, timeMs: number, recorded: number): void {
    if (this.length === this.timesMs.length) this.#grow();
    const at = this.length++;
    this.words[2 * at] = (key << kindBits) | kind;
    this.words[2 * at + 1] = key < highFactor ? 0 : Math.floor(key / highFactor);
    this.timesMs[at] = timeMs;
    this.recorded[at] = recorded;
  }

  kindAt(at: number): RecordedKind {
    return recordedKinds[(this.words[2 * at] ?? 0) & ((1 << kindBits) - 1)] ?? 'lookup';
  }

  /** Number of the key of an operation. */
  keyAt(at: number): number {
    const low = this.words[2 * at] ?? 0;
    return (this.words[2 * at + 1] ?? 0) * highFactor + (low >>> kindBits);
  }

  /** The packed operations, as bytes. */
  bytes(from = 0, to: number = this.length): Uint8Array {
    const { buffer, byteOffset } = this.words;
    return new Uint8Array(buffer, byteOffset + 8 * from, 8 * (to - from));
  }

  #grow(): void {
    const { words, timesMs, recorded } = this;
    this.words = new Uint32Array(2 * words.length);
    this.words.set(words);
    this.timesMs = new Float64Array(2 * timesMs.length);
    this.timesMs.set(timesMs);
    this.recorded = new Float64Array(2 * recorded.length);
    this.recorded.set(recorded);
  }
}
