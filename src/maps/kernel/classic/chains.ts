import { ChainsRecord } from '../core/chains-record';
import { MapHandle } from '../core/map-handle';
import { Bucket, Classic, MIN_TOP_HASH } from './hmap';

function fullSlots(bucket: usize): u32 {
  const tops = Bucket.tops(bucket);
  return popcnt(i8x16.bitmask(i8x16.ge_u(tops, i8x16.splat(<i8>MIN_TOP_HASH))) & 0xff);
}

function walk(m: MapHandle, head: usize, out: ChainsRecord, bins: u32): void {
  let entries: u32 = 0;
  let buckets: u32 = 0;
  for (let bucket = head; bucket != 0; bucket = Bucket.next(m.type, bucket)) {
    buckets++;
    entries += fullSlots(bucket);
  }
  out.add(entries, buckets, bins);
}

/**
 * Chains as a lookup meets them: in a growth, an old bucket that has not moved stands for the new
 * ones that it will fill.
 */
export function classicChains(m: MapHandle, address: usize, bins: u32): void {
  const h = Classic.header(m);
  const out = changetype<ChainsRecord>(address);
  out.reset(bins);
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
