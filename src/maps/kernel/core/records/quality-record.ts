/** Groups of the largest Swiss table: counters of the home groups of one table. */
const HOME_COUNTERS: usize = 128;

/**
 * What a walk over every entry finds, as src/maps/reference/kernel/read-map-quality.ts reads it. Behind it, for `bins`
 * lengths each: f64 weights of misses, f64 expected homes, u32 hits, u32 homes; then scratch.
 */
@unmanaged
export class QualityRecord {
  entries: f64;
  tagFalsePositives: f64;
  tombstones: f64;
  longestHit: f64;
  longestMiss: f64;
  fullestHome: f64;
  /** Sum of the weights of misses. */
  missWeight: f64;
  /** Bits that are set in every hash, and in any. */
  hashAnd: u64;
  hashOr: u64;
  private bins: u64;

  private after(bytesPerBin: usize): usize {
    return changetype<usize>(this) + offsetof<QualityRecord>() + <usize>this.bins * bytesPerBin;
  }

  /** Empties the record and everything behind it. */
  reset(bins: u32): void {
    const size = offsetof<QualityRecord>() + <usize>bins * 24 + HOME_COUNTERS * 4;
    memory.fill(changetype<usize>(this), 0, size);
    this.bins = bins;
    this.hashAnd = u64.MAX_VALUE;
  }

  /** `count` entries lie in bucket or group number `length` of their search. */
  hits(length: u32, count: u32): void {
    this.entries += count;
    if (count > 0) this.longestHit = max<f64>(this.longestHit, length);
    if (length >= <u32>this.bins) return;
    const at = this.after(16) + ((<usize>length) << 2);
    store<u32>(at, load<u32>(at) + count);
  }

  /** The search for an absent key that starts here visits `length` buckets or groups. */
  miss(length: u32, weight: f64): void {
    this.missWeight += weight;
    this.longestMiss = max<f64>(this.longestMiss, length);
    if (length >= <u32>this.bins) return;
    const at = this.after(0) + ((<usize>length) << 3);
    store<f64>(at, load<f64>(at) + weight);
  }

  /** The searches for `entries` entries start in one bucket or group. */
  home(entries: u32): void {
    this.fullestHome = max<f64>(this.fullestHome, entries);
    if (entries >= <u32>this.bins) return;
    const at = this.after(20) + ((<usize>entries) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }

  /** Adds how many of `homes` a perfect hash would give k of `entries`, for every k: Poisson. */
  expect(homes: f64, entries: f64): void {
    const mean = entries / homes;
    let share = Math.exp(-mean);
    const end = this.after(16);
    let k: f64 = 0;
    for (let at = this.after(8); at < end; at += 8) {
      store<f64>(at, load<f64>(at) + homes * share);
      k++;
      share *= mean / k;
    }
  }

  /** Counters, one per group of a table. */
  counters(): usize {
    return this.after(24);
  }
}
