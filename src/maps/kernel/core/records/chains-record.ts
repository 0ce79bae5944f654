/** Summary of a walk over chains; two histograms of `bins` u32 follow it: by entries, by buckets. */
@unmanaged
export class ChainsRecord {
  chains: f64;
  buckets: f64;
  longestBuckets: f64;
  mostEntries: f64;

  /** Empties the summary and its histograms. */
  reset(bins: u32): void {
    const address = changetype<usize>(this);
    memory.fill(address, 0, offsetof<ChainsRecord>() + ((<usize>bins) << 3));
  }

  /** Counts one chain. */
  add(entries: u32, buckets: u32, bins: u32): void {
    this.chains++;
    this.buckets += buckets;
    this.longestBuckets = max<f64>(this.longestBuckets, buckets);
    this.mostEntries = max<f64>(this.mostEntries, entries);
    const histograms = changetype<usize>(this) + offsetof<ChainsRecord>();
    countBin(histograms, entries, bins);
    countBin(histograms + ((<usize>bins) << 2), buckets, bins);
  }
}

function countBin(histogram: usize, bin: u32, bins: u32): void {
  if (bin >= bins) return;
  const at = histogram + ((<usize>bin) << 2);
  store<u32>(at, load<u32>(at) + 1);
}
