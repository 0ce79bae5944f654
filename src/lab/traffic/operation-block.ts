import { type RecordedKind, recordedKinds } from '../workload/operation-kinds.ts';
import { kindBits } from '../workload/packed-operation.ts';
import type { TrafficScanner } from './traffic-scanner.ts';

const highFactor = 2 ** (32 - kindBits);

/** Operations on a map as the kernel reads them, and where in the recording each comes from. */
export class OperationBlock {
  readonly #scanner: TrafficScanner;
  /** Two words an operation: (number of the key << kindBits) | kind, little endian. */
  words: Uint32Array = new Uint32Array(0);
  /** When the operation was recorded, ms; NaN where nobody said. */
  timesMs: Float64Array = new Float64Array(0);
  /** Number of the recorded operation, from 1; the deletions of keys that expire come before theirs. */
  recorded: Float64Array = new Float64Array(0);
  /** How many operations of the block are done when the map is empty, each time that it becomes so. */
  emptiedAt: Uint32Array = new Uint32Array(0);
  length = 0;

  constructor(scanner: TrafficScanner) {
    this.#scanner = scanner;
  }

  /** Finds the operations in the memory of the scanner, where they are until it reads more. */
  look(): void {
    const { exports, words, doubles } = this.#scanner;
    const length = exports.blockLength.value;
    const wordsAt = exports.operationsAt.value >>> 2;
    const timesAt = exports.timesAt.value >>> 3;
    const recordedAt = exports.recordedAt.value >>> 3;
    const emptiedAt = exports.emptiedAt.value >>> 2;
    this.length = length;
    this.words = words.subarray(wordsAt, wordsAt + 2 * length);
    this.timesMs = doubles.subarray(timesAt, timesAt + length);
    this.recorded = doubles.subarray(recordedAt, recordedAt + length);
    this.emptiedAt = words.subarray(emptiedAt, emptiedAt + exports.emptiedLength.value);
  }

  /** Takes everything out. */
  clear(): void {
    this.#scanner.exports.clearBlock();
    this.look();
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
}
