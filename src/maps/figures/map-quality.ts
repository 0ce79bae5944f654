/** What a look at every entry tells about a map's hash and searches. */
export interface MapQuality {
  readonly entries: number;
  /**
   * `hitProbes[k]` = entries that lie in bucket (classic) or group (Swiss) number k of their search;
   * index 0 is unused.
   */
  readonly hitProbes: readonly number[];
  /**
   * `missProbes[k]` = share of absent keys whose search visits k buckets or groups, by Go's general
   * lookup. For keys of 4 and 8 bytes and strings a classic map searches the whole chain instead:
   * see `ChainStats`.
   */
  readonly missProbes: readonly number[];
  readonly meanHitProbes: number;
  readonly meanMissProbes: number;
  /**
   * `entriesPerHome[k]` = buckets or groups in which the searches for k of the entries start, and how
   * many a perfect hash would make on average: Poisson's distribution.
   */
  readonly entriesPerHome: readonly number[];
  readonly expectedEntriesPerHome: readonly number[];
  /**
   * Keys compared in vain when each entry is looked up once: 8 (classic) or 7 bits of the hash were
   * the same, the key was not.
   */
  readonly tagFalsePositives: number;
  /** Bits of the hash (0 = lowest) that are the same in all entries; above 100 entries a bad sign. */
  readonly stuckBits: readonly number[];
  /** Deleted slots that searches still pass. */
  readonly tombstones: number;
}
