/**
 * Which key an operation touches. Every distribution draws a key index; `KeyShape` turns the index
 * into a key. All indices are drawn by the kernel from a seed, so that every target sees the same.
 */
export type KeyDistribution =
  /** Inserts walk 0, 1, 2, ...; the other operations walk the same indices in the same order. */
  | { readonly kind: 'sequential'; readonly startAt?: number }
  | { readonly kind: 'uniform'; readonly keys: number }
  /** P(rank k) proportional to 1 / k^exponent over ranks 1..keys, exact, for any exponent above 0. */
  | { readonly kind: 'zipfian'; readonly keys: number; readonly exponent: number }
  /** `hotShare` (0..1) of the operations fall uniformly on the first `hotKeys` of `keys` keys. */
  | {
      readonly kind: 'hot-set';
      readonly keys: number;
      readonly hotKeys: number;
      readonly hotShare: number;
    }
  /** A cache with expiry: inserts add the next key, deletes drop the oldest beyond `window` keys. */
  | { readonly kind: 'sliding-window'; readonly window: number }
  /** `keys` keys whose hash ends in `sharedBits` zero bits, so that all fall into one bucket. */
  | { readonly kind: 'adversarial'; readonly keys: number; readonly sharedBits: number };

/** Whether all writers draw from one set of keys, or each from a set of its own. */
export type KeyOwnership = 'same' | 'disjoint';

/** How an index becomes a key: as it is, or through a bijection that looks random. */
export type KeyShape = 'plain' | 'scrambled';

/** Shares of the operations, by weight; they need not add up to 1. */
export interface Mix {
  readonly insert?: number;
  readonly update?: number;
  readonly delete?: number;
  readonly lookup?: number;
}

/** A stretch of the workload with one mix and one distribution. */
export interface Phase {
  readonly name: string;
  /** Operations of each writer in this phase. */
  readonly operationsPerWriter: number;
  readonly mix: Mix;
  readonly keys: KeyDistribution;
}

/** What is written, complete: the same for every target. */
export interface Workload {
  readonly writers: number;
  readonly ownership: KeyOwnership;
  readonly shape: KeyShape;
  /** Bytes of a string key; ignored for other key types. */
  readonly stringKeyBytes: number;
  readonly phases: readonly Phase[];
  /** Seed of the key and operation draws. */
  readonly seed: number;
}
