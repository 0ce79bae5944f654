/**
 * How maps swell. Classic Go: `double` and `same-size`. Swiss Go: `table-growth`, `split`,
 * `directory-doubling`, `prune`. V8: `double`, `rehash` (same capacity) and `shrink`. The kernel numbers
 * them by their place here (`GROWTH_DOUBLE` to `GROWTH_KINDS` in `kernel/core/map-handle.ts`).
 */
export const growthKinds = [
  'double',
  'same-size',
  'table-growth',
  'split',
  'directory-doubling',
  'prune',
  'rehash',
  'shrink',
] as const;

export type GrowthKind = (typeof growthKinds)[number];

/** One growth of one map. All bytes are charged bytes, by the size classes of the model. */
export interface GrowthEvent {
  readonly kind: GrowthKind;
  /** Index of the map among the shards; 0 where there is one map. */
  readonly shard: number;
  /** 1-based number of the operation (over all writers) that started the growth. */
  readonly operation: number;
  /** Entries that the map holds once the write that started the growth is done. */
  readonly entries: number;
  /** Buckets (classic, V8) or slots (Swiss) of what grew, before and after. */
  readonly fromBuckets: number;
  readonly toBuckets: number;
  /** Bytes held before the growth, with old and new together, and once the old one is gone. */
  readonly bytesBefore: number;
  readonly bytesDuring: number;
  /** `null` while the growth is unfinished: the old table is still held. */
  readonly bytesAfter: number | null;
  /** Writes until the old table was gone, the triggering one included; `null` if unfinished. */
  readonly writesToFinish: number | null;
  /** Nanoseconds of the operation that started it; `null` in an exact pass, which reads no clock. */
  readonly startNs: number | null;
  /** Nanoseconds from start to end of the growth; `null` if unfinished or without a clock. */
  readonly durationNs: number | null;
}
