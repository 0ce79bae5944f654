/** What a map is made of, in constant time: figures that only some models have are `null`. */
export interface MapShape {
  /**
   * Bytes held: the table (buckets, groups, overflow buckets and what keeps track of them), the old
   * table of a growth, headers (with Swiss tables and directory), and keys and values that lie
   * outside of the table because they are larger than 128 bytes.
   */
  readonly bytesTable: number;
  readonly bytesOldTable: number;
  readonly bytesHeaders: number;
  readonly bytesEntries: number;
  /** Spare overflow buckets left in a classic map's array. */
  readonly sparesLeft: number | null;
  /** Deleted entries that still take room; in a classic map only `quality()` can tell. */
  readonly tombstones: number | null;
  /** Tables of a Swiss map (0 = the small map) and entries of its directory. */
  readonly tables: number | null;
  readonly directoryEntries: number | null;
  /** The growth in progress of a classic map; `null` when there is none. */
  readonly evacuation: Evacuation | null;
  /** Times the map, empty again, took a new hash seed. */
  readonly reseeds: number;
}

/** How far a growth is. */
export interface Evacuation {
  readonly oldBuckets: number;
  readonly movedBuckets: number;
  /** Writes until it ends: each moves one or two buckets. */
  readonly fewestWritesLeft: number;
  readonly mostWritesLeft: number;
  /** No write has moved a bucket since `shape()` was called last: both tables stay until one does. */
  readonly isStalled: boolean;
}
