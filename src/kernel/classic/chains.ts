import { MapHandle } from '../map-handle';
import { Bucket, Classic, MIN_TOP_HASH } from './hmap';

/** Summary of a walk; the two histograms follow it. */
@unmanaged
class ChainsRecord {
  chains: f64;
  buckets: f64;
  longestBuckets: f64;
  mostEntries: f64;
}

function fullSlots(bucket: usize): u32 {
  const tops = Bucket.tops(bucket);
  return popcnt(i8x16.bitmask(i8x16.ge_u(tops, i8x16.splat(<i8>MIN_TOP_HASH))) & 0xff);
}

function countBin(histogram: usize, bin: u32, bins: u32): void {
  if (bin >= bins) return;
  const at = histogram + ((<usize>bin) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function walk(m: MapHandle, head: usize, out: ChainsRecord, bins: u32): void {
  let entries: u32 = 0;
  let buckets: u32 = 0;
  for (let bucket = head; bucket != 0; bucket = Bucket.next(m.type, bucket)) {
    buckets++;
    entries += fullSlots(bucket);
  }
  out.chains++;
  out.buckets += buckets;
  out.longestBuckets = max<f64>(out.longestBuckets, buckets);
  out.mostEntries = max<f64>(out.mostEntries, entries);
  const histograms = changetype<usize>(out) + offsetof<ChainsRecord>();
  countBin(histograms, entries, bins);
  countBin(histograms + ((<usize>bins) << 2), buckets, bins);
}

/**
 * Chains as a lookup meets them: in a growth, an old bucket that has not moved stands for the new
 * ones that it will fill.
 */
export function classicChains(m: MapHandle, address: usize, bins: u32): void {
  const h = Classic.header(m);
  const out = changetype<ChainsRecord>(address);
  memory.fill(address, 0, offsetof<ChainsRecord>() + ((<usize>bins) << 3));
  if (h.buckets == 0) return;
  const size = <usize>m.type.bucketSize;
  const buckets = h.mask() + 1;
  const oldMask = h.oldbuckets == 0 ? 0 : h.oldCount() - 1;
  if (h.oldbuckets != 0)
    for (let i: u64 = 0; i <= oldMask; i++) {
      const old = h.oldbuckets + <usize>i * size;
      if (!Bucket.isEvacuated(old)) walk(m, old, out, bins);
    }
  for (let i: u64 = 0; i < buckets; i++) {
    const isWaiting =
      h.oldbuckets != 0 && !Bucket.isEvacuated(h.oldbuckets + <usize>(i & oldMask) * size);
    if (!isWaiting) walk(m, h.buckets + <usize>i * size, out, bins);
  }
}
