import { defined } from '../../base/primitives/defined.ts';
import type { KeyTable } from './key-table.ts';

/** A key that many operations ask for. */
export interface HotKey {
  /** 52 bits of its hash, in hexadecimal. */
  readonly hash: string;
  /** The key itself; only where it was asked for. */
  readonly key?: string;
  readonly operations: number;
  /** Of all recorded operations that name a key, 0 to 1. */
  readonly share: number;
  /** `operations` is too high by at most so many; 0 where every key is remembered. */
  readonly error: number;
}

const shown = 10;
/** A key that is asked for less is none of the heaviest, or there are no heavy ones. */
export const namedFrom = 16;
const mostNames = 2 ** 16;
const hashDigits = 13;

/** From a number of a key on: how often it may have been asked for before it was entered. */
interface Sweep {
  readonly number: number;
  readonly missed: number;
}

/**
 * The heaviest keys. Every key in the table is counted anyway; a key that was forgotten may come back, and what it
 * was asked for before is then its error: at most as often as any key that was forgotten up to then (as in lossy
 * counting: G. Manku, R. Motwani, "Approximate frequency counts over data streams", VLDB 2002).
 */
export class HotKeys {
  readonly #names: Map<number, string> | null;
  readonly #sweeps: Sweep[] = [];

  /** @param keepsNames whether the keys themselves may be shown */
  constructor(keepsNames: boolean) {
    this.#names = keepsNames ? new Map() : null;
  }

  /** Keys with this number and higher ones may have been asked for so often before. */
  addSweep(number: number, missed: number): void {
    this.#sweeps.push({ number, missed });
  }

  /** Keeps the name of a key. @param hash 52 bits */
  name(hash: number, text: string): void {
    if (this.#names === null || this.#names.size >= mostNames) return;
    this.#names.set(hash, text);
  }

  /** The heaviest first. */
  list(keys: KeyTable, operations: number): readonly HotKey[] {
    return heaviest(keys, shown).map((slot) => {
      const hash = keys.shortHash(slot);
      const error = this.#missed(keys.numberOf(slot));
      const count = keys.countOf(slot) + error;
      return defined({
        hash: hash.toString(16).padStart(hashDigits, '0'),
        key: this.#names?.get(hash),
        operations: count,
        share: operations === 0 ? 0 : count / operations,
        error,
      });
    });
  }

  #missed(number: number): number {
    return this.#sweeps.findLast((sweep) => sweep.number <= number)?.missed ?? 0;
  }
}

/** Slots of the keys with the highest counts, the highest first, and of equal ones the one that came first. */
function heaviest(keys: KeyTable, most: number): readonly number[] {
  const top: number[] = [];
  let least = 0;
  for (let slot = 0; slot < keys.length; slot++) {
    const count = keys.countOf(slot);
    if (count <= least) continue;
    const place = top.findIndex((other) => keys.countOf(other) < count);
    top.splice(place === -1 ? top.length : place, 0, slot);
    if (top.length > most) top.pop();
    if (top.length === most) least = keys.countOf(top.at(-1) ?? 0);
  }
  return top;
}
