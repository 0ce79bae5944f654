import type { PlannedGrowth } from './growth-plan.ts';

/** A map after a number of inserts of distinct keys. */
export interface SizeState {
  readonly bytesHeld: number;
  readonly isGrowing: boolean;
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  /** Whether the hash has a say in what is held, and in what was allocated. */
  readonly isHeldExpected: boolean;
  readonly isTotalExpected: boolean;
}

/**
 * Inserts `from` to `to`. The most that is held never falls over them, or (while a classic map with
 * pointers moves its buckets) is highest at `from`.
 */
export interface RisingStretch {
  readonly from: number;
  readonly to: number;
  /** The most that is held at any moment of insert number `entries`. */
  readonly peakBytes: (entries: number) => number;
}

/** The closed form of one map of one type: every answer is independent of the number of entries. */
export interface SizeModel {
  readonly state: (entries: number) => SizeState;
  /** What the inserts 1 to `entries` start, in order. */
  readonly growthsUpTo: (entries: number) => PlannedGrowth[];
  /** The first growth beyond `entries`; `null` where the map can grow no more. */
  readonly nextGrowth: (entries: number) => PlannedGrowth | null;
  /** Covers the inserts 1 to `entries` without gaps. */
  readonly stretches: (entries: number) => RisingStretch[];
  /** The most that is held at any moment of the inserts 1 to `entries`; 0 of no insert. */
  readonly peakUpTo: (entries: number) => number;
  /** Entries that the map can ever hold. */
  readonly maxEntries: number;
}
