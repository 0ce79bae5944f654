/**
 * Which key an operation touches. Every distribution draws a key index; `KeyShape` turns the index
 * into a key. All indices are drawn by the kernel from the seed, so that every target sees the same.
 *
 * An insert is `m[k] = v`, an update `m[k] += 1` (which creates the entry where there is none, as in
 * Go and in JavaScript), a delete `delete(m, k)`, a lookup `m[k]`. `keys`, `hotKeys` and `window`
 * count the keys of all writers together. A phase begins anew unless it `continues`. Every writer has cursors and random numbers of its own.
 */
export type KeyDistribution =
  /**
   * Inserts walk `startAt`, `startAt` + 1, ...; updates, deletes and lookups each walk the same
   * indices in the same order with a cursor of their own. A delete may thus run ahead of the
   * inserts, where it finds nothing. With `continues`, inserts and deletes go on where those of the last
   * walk or window before it ended. @default startAt 0
   */
  | { readonly kind: 'sequential'; readonly startAt?: number; readonly continues?: boolean }
  /** Every operation of every kind falls on each of `keys` keys with the same chance. */
  | { readonly kind: 'uniform'; readonly keys: number }
  /** P(rank k) proportional to 1 / k^exponent over ranks 1..keys, exact, for any exponent above 0. */
  | { readonly kind: 'zipfian'; readonly keys: number; readonly exponent: number }
  /**
   * `hotShare` (0..1) of the operations fall uniformly on the first `hotKeys` of `keys` keys, the
   * others uniformly on the remaining ones.
   */
  | {
      readonly kind: 'hot-set';
      readonly keys: number;
      readonly hotKeys: number;
      readonly hotShare: number;
    }
  /**
   * A cache with expiry. An insert adds the next key; a delete drops the oldest one. Where the mix
   * has deletes, the window holds: a delete that would leave fewer than `window` keys becomes an
   * insert, an insert that would leave more than `window` + 1 becomes a delete. Updates and lookups
   * fall uniformly on the newest `window` keys; in an empty window an update becomes an insert and
   * a lookup misses. It goes on where the last walk or window before it ended; with `continues` false it
   * begins anew, so that its first inserts find their keys there. @default continues true in a scenario
   */
  | {
      readonly kind: 'sliding-window';
      readonly window: number;
      readonly continues?: boolean;
    }
  /**
   * `keys` keys whose hash, under the map's own hash key and seed, ends in `sharedBits` zero bits,
   * so that all fall into one bucket of a table of 2^sharedBits buckets. They are found by trial
   * before the clock starts. Every kind walks them in order with a cursor of its own, and starts
   * over after the last. Shards share one seed.
   */
  | { readonly kind: 'adversarial'; readonly keys: number; readonly sharedBits: number }
  /**
   * The operations of a recording, kind and key of each, in their order and dealt out to the writers in
   * turn, whoever owns which keys. Keys are numbered in the order in which they come first; expired ones
   * are deleted before the next operation. Formats are those of src/lab/traffic/traffic-format.ts.
   */
  | {
      readonly kind: 'trace';
      /** From the folder of the scenario; in a cell from the working folder. */
      readonly file: string;
      /** @default what the first line looks like */
      readonly format?: string;
      /** Of `csv` and `ndjson`: names of columns by what they hold. */
      readonly columns?: Readonly<Record<string, string>>;
      /** SHA-256 of the operations: filled in where a cell is made. */
      readonly digest?: string;
      /** Operations in the table of the kernel: filled in where a cell is made. */
      readonly operations?: number;
    };

/**
 * Whether all writers draw from one set of keys, or each from a set of its own: writer w of W has
 * the indices w, w + W, w + 2W, ...
 */
export type KeyOwnership = 'same' | 'disjoint';

/**
 * How an index becomes a key: as it is (little-endian bytes, decimal digits in a string), or through
 * a seeded bijection that looks random (letters, digits, `-` and `_` in a string). A key narrower
 * than the index keeps the low bits, so that indices beyond its range name the same keys again.
 */
export type KeyShape = 'plain' | 'scrambled';

/** Shares of the operations, by weight; they need not add up to 1. */
export interface Mix {
  readonly insert?: number;
  readonly update?: number;
  readonly delete?: number;
  readonly lookup?: number;
  /**
   * A look-up, then a write of what it gave: two searches, where an update has one. On a `sync.Map` a
   * `Load`, then `CompareAndSwap`, or `LoadOrStore` where the key is absent.
   */
  readonly readModifyWrite?: number;
}

/**
 * An operation on the whole map, which takes the place of every `every`-th operation of a writer. Where
 * several are due at once, one is done: a clear before a copy before a deletion before a loop.
 */
export type WholeOperation =
  /** `clear(m)`. */
  | { readonly kind: 'clear'; readonly every: number }
  /**
   * A range loop, over the whole map or the first so many entries. With `step`, it stays open: so many
   * entries are visited, then after each operation of the writer so many more, until it is through or
   * another operation on the whole map comes.
   */
  | {
      readonly kind: 'iterate';
      readonly every: number;
      readonly first?: number;
      readonly step?: number;
    }
  /**
   * Every entry goes into a fresh map, which takes the place of the old one: the usual way to shrink.
   * With `hint`, it is made for as many entries as there are. @default hint false
   */
  | { readonly kind: 'copy'; readonly every: number; readonly hint?: boolean }
  /**
   * A range loop that deletes every entry that was written `olderThan` operations of the writer ago, or
   * more.
   */
  | { readonly kind: 'delete-if'; readonly every: number; readonly olderThan: number };

/** A stretch of the workload with one mix and one distribution. */
export interface Phase {
  /** What charts and findings call it. */
  readonly name: string;
  /** Operations of each writer in this phase. */
  readonly operationsPerWriter: number;
  /** Weights of `insert`, `update`, `delete`, `lookup` and `readModifyWrite`. */
  readonly mix: Mix;
  /** Which keys are touched. */
  readonly keys: KeyDistribution;
  /** What is done to the whole map, and how often; one of a kind. */
  readonly whole?: readonly WholeOperation[];
  /** Operations of the writer after which an entry is too old: a look-up that meets it deletes it. */
  readonly expireAfter?: number;
}

/** What is written, complete: the same for every target. */
export interface Workload {
  readonly writers: number;
  readonly ownership: KeyOwnership;
  readonly shape: KeyShape;
  /** Bytes of a string key; ignored for other key types. */
  readonly stringKeyBytes: number;
  /** Of floating-point keys: every so many indices one is NaN, which no search finds. Absent: none. */
  readonly nanEvery?: number;
  /**
   * What interfaces in keys hold: an `int`, a string of `stringKeyBytes`, or one for even indices and the
   * other for odd ones. @default 'int'
   */
  readonly interfaceKeys?: 'int' | 'string' | 'mixed';
  readonly phases: readonly Phase[];
  /** Seed of the key and operation draws. */
  readonly seed: number;
}
