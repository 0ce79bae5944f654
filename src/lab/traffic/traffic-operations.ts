import { hashKey } from '../../base/primitives/key-hash.ts';
import { HotKeys, namedFrom } from './hot-keys.ts';
import { KeySample } from './key-sample.ts';
import { KeyTable, rememberedKeys, shortHash } from './key-table.ts';
import { OperationBlock } from './operation-block.ts';
import { type RecordedOperation, Verb } from './recorded-operation.ts';
import { TrafficScanner } from './traffic-scanner.ts';
import { workingSetFigures, type WorkingSetFigures } from './working-set.ts';

const nameWords = 4;

/** When no more is to be read before what was read is performed. */
export interface ReadingLimits {
  /** Operations in the block. */
  readonly block: number;
  /** Recorded operations, of all of which no more are taken. @default none */
  readonly operations?: number;
  /** Recorded ms; an operation of a later time is taken and is the last one. @default none */
  readonly untilMs?: number;
}

/**
 * Turns what was recorded into operations on a map: knows which keys are there, when they expire and how
 * much they carry. An expired key is deleted before the first operation at or after its time.
 */
export class TrafficOperations {
  readonly scanner: TrafficScanner;
  readonly hotKeys: HotKeys;
  /** Whether a limit was reached. */
  isEnough = false;
  readonly #block: OperationBlock;
  readonly #forgotten = new KeySample();
  #isForgetting = false;
  readonly #keepsNames: boolean;
  readonly #shards: number;
  readonly #hash = new Int32Array(4);

  /**
   * @param remembered see `KeyTable`
   * @param keepsNames whether the heaviest keys may be shown
   * @param shards whose load is counted
   */
  constructor(remembered: number = rememberedKeys, keepsNames = false, shards = 0) {
    this.#keepsNames = keepsNames;
    this.#shards = shards;
    this.hotKeys = new HotKeys(keepsNames);
    this.scanner = new TrafficScanner({
      remembered,
      namedFrom: keepsNames ? namedFrom : 0,
      shards,
      onForget: (word0, word1, count) => {
        this.#forgotten.add(shortHash(word0, word1), count);
        return this.#forgotten.mask;
      },
      onSwept: (number, missed) => {
        this.#isForgetting = true;
        this.hotKeys.addSweep(number, missed);
      },
    });
    this.#block = new OperationBlock(this.scanner);
  }

  /** The operations since it was cleared, as they are until more is read. */
  get block(): OperationBlock {
    this.#block.look();
    return this.#block;
  }

  /** The keys that are known, as they are until more is read. */
  get keys(): KeyTable {
    return new KeyTable(this.scanner);
  }

  /** Where not every key is remembered any more. */
  get sample(): KeySample | null {
    return this.#isForgetting ? this.#forgotten.with(this.keys) : null;
  }

  /** Operations on each shard of a map that is split; empty for one that is not. */
  get shardLoads(): Float64Array {
    const { exports, doubles } = this.scanner;
    const from = exports.shardsAt.value / Float64Array.BYTES_PER_ELEMENT;
    return doubles.slice(from, from + this.#shards);
  }

  get workingSet(): WorkingSetFigures {
    return workingSetFigures(this.scanner.exports);
  }

  /** Recorded operations so far. */
  get operations(): number {
    return this.scanner.exports.operations.value;
  }

  /** Keys that were deleted because their time was over. */
  get expired(): number {
    return this.scanner.exports.expired.value;
  }

  /** Keys in the map, and the recorded bytes of them and their values now and at most. */
  get entries(): number {
    return this.scanner.exports.entries.value >>> 0;
  }

  get payloadBytes(): number {
    return this.scanner.exports.payloadBytes.value;
  }

  get peakPayloadBytes(): number {
    return this.scanner.exports.peakPayloadBytes.value;
  }

  get hasValueSizes(): boolean {
    return this.scanner.exports.hasValueSizes.value !== 0;
  }

  get firstTimeMs(): number {
    return this.scanner.exports.firstTimeMs.value;
  }

  /** The latest time so far: time does not go back. */
  get nowMs(): number {
    return this.scanner.exports.nowMs.value;
  }

  /** Sets when no more is to be read; nothing is `isEnough` before. */
  limit({ block, operations, untilMs }: ReadingLimits): void {
    const none = Number.POSITIVE_INFINITY;
    this.scanner.exports.setLimits(block, operations ?? none, untilMs ?? none);
    this.isEnough = false;
  }

  /** Adds what an operation asks for to the block. */
  take(operation: RecordedOperation): void {
    const { verb, space, timeMs, keyBytes, valueBytes } = operation;
    const { exports } = this.scanner;
    if (verb === Verb.Flush) {
      this.isEnough = exports.flush(space, timeMs) !== 0;
      return;
    }
    const hash = this.#hash;
    hashKey(operation.bytes, operation.keyFrom, operation.keyTo, space, hash);
    this.isEnough =
      exports.take(
        hash[0] ?? 0,
        hash[1] ?? 0,
        hash[2] ?? 0,
        hash[3] ?? 0,
        space,
        verb,
        timeMs,
        sizeOf(keyBytes),
        sizeOf(valueBytes),
        operation.ttlMs,
      ) !== 0;
    if (this.#keepsNames)
      this.#takeNames(operation.bytes, () => [operation.keyFrom, operation.keyTo]);
  }

  /**
   * Reads the lines in the memory of the scanner that begin at an offset and end in front of another.
   *
   * @returns where the next line begins
   */
  readLines(from: number, to: number): number {
    const { exports } = this.scanner;
    const next = exports.readLines(from, to);
    this.isEnough = exports.isEnough() !== 0;
    if (this.#keepsNames) this.#takeNames(this.scanner.bytes, (first, last) => [first, last]);
    return next;
  }

  #takeNames(
    bytes: Uint8Array,
    place: (from: number, to: number) => readonly [number, number],
  ): void {
    const { exports, words } = this.scanner;
    const count = exports.nameCount.value;
    for (let name = 0; name < count; name++) {
      const at = (exports.namesAt.value >>> 2) + name * nameWords;
      const [word0 = 0, word1 = 0, first = 0, last = 0] = words.subarray(at, at + nameWords);
      const [from, to] = place(first, last);
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
      this.hotKeys.name(shortHash(word0, word1), text);
    }
    exports.forgetNames();
  }
}

/** A size as the table keeps it, of 32 bits; below 0 where the line does not say. */
function sizeOf(bytes: number): number {
  return bytes < 0 ? -1 : bytes >>> 0;
}
