import type { GoValue } from './go-codec.ts';
import type { GrowthEvent } from '../model/growth-event.ts';
import type { MapQuality } from '../figures/map-quality.ts';
import type { MapShape } from '../figures/map-shape.ts';
import type { ChainStats, MapStats } from '../model/map-stats.ts';

/**
 * A map that counts every byte, of any model. Keys and values by Go type: `int64`, `uint64`, `int`
 * and `uint` are bigints (safe integers are taken as keys and values too), shorter integers and
 * floats numbers, `bool` a boolean, `string` a string (or the bytes of one), `struct{}` null, any
 * other type its bytes in a `Uint8Array`. `Key` and `Value` are what is taken, `Read` what comes back.
 */
export interface ReferenceMap<
  Key extends GoValue = GoValue,
  Value extends GoValue = GoValue,
  Read extends GoValue = Value,
> {
  /** Entries in the map. */
  readonly size: number;

  /**
   * Writes an entry.
   * @throws MapOutOfMemoryError when the limit does not allow it; the map is as it was.
   * @throws MapFullError when the model has a largest size; the map is as it was.
   * @throws SandboxError `usage` when key or value do not fit their types.
   */
  set(key: Key, value: Value): this;

  /** The value of a key, or `undefined`. */
  get(key: Key): Read | undefined;

  /** Whether the key is there. */
  has(key: Key): boolean;

  /** Removes a key; whether it was there. */
  delete(key: Key): boolean;

  /** Removes every entry. Go's maps keep their table, V8's make a new one. */
  clear(): void;

  /** The state of the map, in constant time. */
  stats(): MapStats;

  /**
   * Inserts so far of a new key that found no room where its hash leads first: in the main bucket
   * of its chain (classic) or in the first group of its probe sequence (Swiss). 0 for V8, whose
   * hashes cannot be seen.
   */
  readonly collisions: number;

  /** Growths started so far. */
  readonly growthsStarted: number;

  /** Times that `clear` was called. */
  readonly clears: number;

  /** Lengths of the bucket chains: walks every bucket. Empty for V8, whose hashes cannot be seen. */
  chainStats(): ChainStats;

  /** What the map is made of, in constant time; a growth that stalled shows here. */
  shape(): MapShape;

  /** Looks at every entry: searches, hash bits, tombstones. `null` for V8, whose hashes are unseen. */
  quality(): MapQuality | null;

  /**
   * Growths so far, oldest first; later ones than the recorder holds are only in `stats()`.
   *
   * @param last how many of the newest ones, by default all
   */
  growthEvents(last?: number): readonly GrowthEvent[];

  /** Gives the map's memory back; nothing but `close` may be called afterwards. */
  close(): void;
}
