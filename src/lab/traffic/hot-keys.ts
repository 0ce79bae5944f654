import { numberAt } from '../../base/primitives/number-at.ts';
import { defined } from '../../base/primitives/defined.ts';
import { SpaceSaving } from '../../base/stats/space-saving.ts';
import type { KeyTable } from './key-table.ts';
import type { RecordedOperation } from './recorded-operation.ts';

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

const counters = 1024;
const shown = 10;
/** A key that is asked for less is none of the heaviest, or there are no heavy ones. */
const namedFrom = 16;
const mostNames = 2 ** 16;
const hashDigits = 13;

/**
 * The heaviest keys: counted exactly while every key is remembered, and from then on by a sketch that
 * begins with the heaviest ones.
 */
export class HotKeys {
  #sketch: SpaceSaving | null = null;
  readonly #names: Map<number, string> | null;

  /** @param keepsNames whether the keys themselves may be shown */
  constructor(keepsNames: boolean) {
    this.#names = keepsNames ? new Map() : null;
  }

  /** Goes on by a sketch: the table is about to forget keys. */
  startSketch(keys: KeyTable): void {
    this.#sketch = new SpaceSaving(counters);
    for (const slot of heaviest(keys, counters))
      this.#sketch.add(keys.shortHash(slot), keys.countOf(slot));
  }

  /** Takes an operation on the key of a slot, which was counted there already. */
  see(keys: KeyTable, slot: number, operation: RecordedOperation): void {
    this.#sketch?.add(keys.shortHash(slot));
    if (this.#names === null || keys.countOf(slot) !== namedFrom) return;
    if (this.#names.size === mostNames) return;
    const { bytes, keyFrom, keyTo } = operation;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + keyFrom, keyTo - keyFrom);
    this.#names.set(keys.shortHash(slot), text.toString('utf8'));
  }

  /** The heaviest first. */
  list(keys: KeyTable, operations: number): readonly HotKey[] {
    const hitters =
      this.#sketch?.top(shown) ??
      heaviest(keys, shown).map((slot) => ({
        key: keys.shortHash(slot),
        count: keys.countOf(slot),
        error: 0,
      }));
    return hitters.map(({ key, count, error }) =>
      defined({
        hash: key.toString(16).padStart(hashDigits, '0'),
        key: this.#names?.get(key),
        operations: count,
        share: operations === 0 ? 0 : count / operations,
        error,
      }),
    );
  }
}

/** Slots of the keys with the highest counts, the highest first. */
function heaviest(keys: KeyTable, most: number): readonly number[] {
  const counts = Uint32Array.from({ length: keys.length }, (_, slot) => keys.countOf(slot));
  const least = counts.toSorted()[Math.max(0, keys.length - most)] ?? 0;
  return [...counts.keys()]
    .filter((slot) => numberAt(counts, slot) >= least)
    .toSorted((a, b) => numberAt(counts, b) - numberAt(counts, a) || a - b)
    .slice(0, most);
}
