/**
 * The least share of the operations that the fullest of so many shards gets, when one key takes `hottest`
 * of them: all of that key's, since a key is in one shard, and of the others an even part.
 */
export function fullestShard(hottest: number, shards: number): number {
  return hottest + (1 - hottest) / shards;
}

/** What more shards would make of the fullest one. */
export interface MoreShards {
  readonly shards: number;
  /** Least share of its operations. */
  readonly fullest: number;
  /** Whether that is noticeably less than now. */
  readonly helps: boolean;
}

/** Shards that are spoken of: what people try next. */
const commonShards = 64;
/** Less than that is not worth a change. */
const leastGain = 0.2;

/**
 * Whether more shards would relieve the fullest one.
 *
 * @param hottest share of the heaviest key, as it was surely counted
 * @param now share of the fullest shard
 * @param shards that there are
 */
export function moreShards(hottest: number, now: number, shards: number): MoreShards {
  const more = shards < commonShards ? commonShards : 2 * shards;
  const fullest = fullestShard(hottest, more);
  return { shards: more, fullest, helps: fullest <= (1 - leastGain) * now };
}
