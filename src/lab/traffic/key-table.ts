import type { TrafficScanner } from './traffic-scanner.ts';

/** Keys that are remembered whether they are in the map or not; beyond, those that are not are forgotten. */
export const rememberedKeys: number = 2 ** 22;

/** Words of a key in the memory of the scanner: four of hash, then these. */
const recordWords = 8;
const number = 4;
const count = 5;

/** The keys that a scanner knows, as they are until it reads more. */
export class KeyTable {
  readonly #records: Uint32Array;
  /** Keys in the table. */
  readonly length: number;

  constructor({ exports, words }: TrafficScanner) {
    this.length = exports.keyCount.value;
    const from = (exports.recordsAt.value >>> 0) / Uint32Array.BYTES_PER_ELEMENT;
    this.#records = words.subarray(from, from + this.length * recordWords);
  }

  /** In the order of first appearance. */
  numberOf(slot: number): number {
    return this.#word(slot, number);
  }

  /** Operations on the key of a slot since it was entered. */
  countOf(slot: number): number {
    return this.#word(slot, count);
  }

  /** 52 bits of the hash, as a number. */
  shortHash(slot: number): number {
    return shortHash(this.#word(slot, 0), this.#word(slot, 1));
  }

  #word(slot: number, at: number): number {
    return this.#records[slot * recordWords + at] ?? 0;
  }
}

/** 52 bits of two words of a hash, as a number. */
export function shortHash(word0: number, word1: number): number {
  return (word1 >>> 12) * 2 ** 32 + word0;
}
