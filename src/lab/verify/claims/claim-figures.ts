import type { MapFamily } from '../../../maps/model/map-model.ts';

/** What the claims need to know of one map, model or real. */
export interface ClaimFigures {
  readonly subject: string;
  readonly isReal: boolean;
  readonly family: MapFamily;
  readonly emptyBytes: number;
  /** Entries per slot at which a growth starts: the fullest moment before a large doubling. */
  readonly loadAtGrowth: number;
  /** Entries when that growth starts, and B, the logarithm of the buckets; `null` where there is no B. */
  readonly bucketBits: { readonly entries: number; readonly bits: number } | null;
  /** The inserts that grow a map made with hint 4, up to 60. `null`: it takes no hint. */
  readonly growthsAtHint4: readonly number[] | null;
  /** Bytes held by 1,000 entries of 8-byte keys and values, and by 1,000 keys of a set; means. */
  readonly thousandBytes: number;
  readonly thousandSetBytes: number;
  /** Allocated in all while 1,000 entries were inserted; means. */
  readonly thousandAllocatedBytes: number;
  readonly thousandAllocations: number;
  /** Held by 100,000 entries, and after 90 % of them were deleted; `null` where it was not asked. */
  readonly deletion: { readonly before: number; readonly after: number } | null;
  /** Held right after an insert that started a growth, and by a map made for as many entries; means. */
  readonly stalled: {
    readonly insert: number;
    readonly bytes: number;
    readonly hintedBytes: number;
  } | null;
  /** Chains at the loads 0.3 and 0.75; `null` where chains are not to be seen. */
  readonly chains: readonly ChainFigures[] | null;
  /** Capacity before and after one delete and one insert of a full map; `null`: not asked. */
  readonly refilled: { readonly before: number; readonly after: number } | null;
}

/** The insert that a growth starts at, and may stall at when no write follows. */
export const growingInsert = { classic: 105, swiss: 113 } as const;

/** Main buckets of the table whose chains are told. */
export const chainedBuckets = 16_384;
/** A hint for the fullest table of that size, so that nothing grows on the way. */
export const chainedHint: number = (chainedBuckets * 13) / 2;

/** Entries of a table with so many entries per slot. */
export function entriesAtLoad(load: number): number {
  return Math.round(load * 8 * chainedBuckets);
}

/** The chains of a table of 16,384 buckets. */
export interface ChainFigures {
  readonly keys: number;
  readonly load: number;
  readonly meanBuckets: number;
  readonly maxBuckets: number;
  readonly maxEntries: number;
  readonly overflowBuckets: number;
}
