import type { GrowthKind } from './growth-event.ts';

/** The state of a reference map. Over shards, counts and bytes are summed and lengths are maxima. */
export interface MapStats {
  readonly entries: number;
  /**
   * Entries that fit before the next growth by load; in a Swiss map with several tables the most that
   * they could take, as each grows by itself.
   */
  readonly capacityEntries: number;
  /** Entries per slot, 0 to 1 and above while a classic map is growing. */
  readonly loadFactor: number;
  /** Main buckets (classic), groups of 8 slots (Swiss) or hash buckets (V8). */
  readonly buckets: number;
  readonly overflowBuckets: number;
  /** The runtime's own estimate, exact below 2^16 buckets and random from there. */
  readonly overflowBucketsEstimate: number;
  readonly isGrowing: boolean;
  /** Bytes of the current and of the old generation, and of what belongs to neither (headers). */
  readonly bytesCurrent: number;
  readonly bytesOld: number;
  readonly bytesHeld: number;
  /** Highest `bytesHeld` so far. */
  readonly bytesPeak: number;
  /** Bytes and number of allocations ever charged, and bytes that became garbage. */
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  readonly bytesAbandoned: number;
  readonly growthsByKind: Readonly<Partial<Record<GrowthKind, number>>>;
}

/** The state of a map and of every shard of it; of a map that is not split, the map alone. */
export interface ShardedStats {
  readonly total: MapStats;
  readonly shards: readonly MapStats[];
}

/**
 * Lengths of the bucket chains: what a walk over every bucket finds. O(buckets). In a Swiss map each
 * group of 8 slots counts as a bucket, and its chain are the groups that a search for an absent key
 * visits from there.
 */
export interface ChainStats {
  /** `entriesPerBucket[k]` = main buckets whose whole chain holds k entries. */
  readonly entriesPerBucket: readonly number[];
  /** `bucketsPerChain[k]` = main buckets whose chain is k buckets long; index 0 is unused. */
  readonly bucketsPerChain: readonly number[];
  readonly maxChainBuckets: number;
  readonly meanChainBuckets: number;
  readonly maxChainEntries: number;
}
