/**
 * How many of the buckets of a map hold k entries if the hash spreads them by chance: Poisson with
 * the mean of what was counted. Valid for maps of at least some dozen buckets.
 *
 * @param entriesPerBucket buckets that hold k entries, for k = 0, 1, ...
 * @returns the expected number of buckets for k = 0 and on, as long as it is at least 0.05
 */
export function poissonBuckets(entriesPerBucket: readonly number[]): readonly number[] {
  const buckets = entriesPerBucket.reduce((sum, count) => sum + count, 0);
  const entries = entriesPerBucket.reduce((sum, count, k) => sum + count * k, 0);
  if (buckets === 0) return [];
  const mean = entries / buckets;
  const expected: number[] = [];
  // By logarithms, because e^-mean is 0 for the mean of a flooded bucket.
  let logProbability = -mean;
  for (let k = 0; ; k++) {
    const here = buckets * Math.exp(logProbability);
    if (k > mean && here < 0.05) break;
    expected.push(here);
    logProbability += Math.log(mean / (k + 1));
  }
  return expected;
}

/** The longest chain in entries that chance makes in such a map in most cases. */
export function expectedLongest(entriesPerBucket: readonly number[]): number {
  const expected = poissonBuckets(entriesPerBucket);
  return expected.findLastIndex((buckets) => buckets >= 0.05);
}
