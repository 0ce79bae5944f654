import { numberAt } from '../../../base/primitives/number-at.ts';

/** Shares of searches that visit so many buckets; index 0 is unused. */
export interface ExpectedSearches {
  readonly hits: readonly number[];
  readonly misses: readonly number[];
}

const slotsPerBucket = 8;

/**
 * How many buckets the searches of a classic map visit if its hash spreads entries by chance: of k
 * entries that share a main bucket the first 8 lie in it, the next 8 in the first overflow bucket,
 * and so on. A search for an absent key ends at the last one.
 *
 * @param expectedEntriesPerHome main buckets by the number of entries, by Poisson's distribution
 */
export function expectedSearches(expectedEntriesPerHome: readonly number[]): ExpectedSearches {
  const homes = expectedEntriesPerHome.reduce((sum, count) => sum + count, 0);
  const entries = expectedEntriesPerHome.reduce((sum, count, k) => sum + count * k, 0);
  const longest = Math.max(1, Math.ceil((expectedEntriesPerHome.length - 1) / slotsPerBucket));
  const hits = Array.from({ length: longest + 1 }, () => 0);
  const misses = Array.from({ length: longest + 1 }, () => 0);
  for (const [k, count] of expectedEntriesPerHome.entries()) {
    const buckets = Math.max(1, Math.ceil(k / slotsPerBucket));
    misses[buckets] = numberAt(misses, buckets) + share(count, homes);
    for (let bucket = 1; bucket <= buckets; bucket++) {
      const inBucket = Math.min(slotsPerBucket, k - (bucket - 1) * slotsPerBucket);
      hits[bucket] = numberAt(hits, bucket) + share(count * inBucket, entries);
    }
  }
  return { hits, misses };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
