// Walks over every bucket, for reports.
import { ChainsRecord } from '../../core/records/chains-record';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { QualityRecord } from '../../core/records/quality-record';
import { Bucket, Classic, EMPTY_ONE, HMap, MIN_TOP_HASH } from '../hmap';

function fullSlots(bucket: usize): u32 {
  const tops = Bucket.tops(bucket);
  return popcnt(i8x16.bitmask(i8x16.ge_u(tops, i8x16.splat(<i8>MIN_TOP_HASH))) & 0xff);
}

function countChain(m: MapHandle, head: usize, out: ChainsRecord, bins: u32): void {
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
export function classicChains(m: MapHandle, out: ChainsRecord, bins: u32): void {
  const h = Classic.header(m);
  out.reset(bins);
  if (h.buckets == 0) return;
  const size = <usize>m.type.bucketSize;
  const oldBuckets = h.oldbuckets == 0 ? 0 : h.oldCount();
  for (let i: u64 = 0; i < oldBuckets; i++) {
    const old = h.oldbuckets + <usize>i * size;
    if (!Bucket.isEvacuated(old)) countChain(m, old, out, bins);
  }
  for (let i: u64 = 0; i <= h.mask(); i++)
    if (!isWaiting(m, h, i)) countChain(m, h.buckets + <usize>i * size, out, bins);
}

/** Slots before a place in its chain whose tophash is the same: a search compares their keys. */
function taggedBefore(m: MapHandle, head: usize, bucket: usize, slot: u32): u32 {
  const wanted = i8x16.splat(<i8>load<u8>(bucket + slot));
  const before = Bucket.slotsWith(Bucket.tops(bucket), wanted) & ((1 << slot) - 1);
  let count = <u32>popcnt(before);
  for (let other = head; other != bucket; other = Bucket.next(m.type, other))
    count += popcnt(Bucket.slotsWith(Bucket.tops(other), wanted));
  return count;
}

/** Buckets that the general search for an absent key visits in a chain. */
function bucketsToRest(m: MapHandle, head: usize): u32 {
  let count: u32 = 1;
  for (let bucket = head; !Bucket.endsChain(bucket); count++) {
    bucket = Bucket.next(m.type, bucket);
    if (bucket == 0) break;
  }
  return count;
}

/** Looks at a chain that stands for `weight` main buckets. */
function walkChain(m: MapHandle, head: usize, weight: f64, out: QualityRecord): void {
  const type = m.type;
  let and = out.hashAnd;
  let or = out.hashOr;
  let length: u32 = 0;
  let entries: u32 = 0;
  let deleted: u32 = 0;
  let falsePositives: u32 = 0;
  for (let bucket = head; bucket != 0; bucket = Bucket.next(type, bucket)) {
    const tops = Bucket.tops(bucket);
    const full = Bucket.freeSlots(tops) ^ 0xff;
    length++;
    entries += popcnt(full);
    deleted += popcnt(Bucket.slotsWith(tops, i8x16.splat(EMPTY_ONE)));
    for (let rest = full; rest != 0; rest &= rest - 1) {
      const slot = ctz(rest);
      const hash = StoredKey.hash(m, type.key(bucket, slot));
      and &= hash;
      or |= hash;
      falsePositives += taggedBefore(m, head, bucket, slot);
    }
    out.hits(length, popcnt(full));
  }
  out.hashAnd = and;
  out.hashOr = or;
  out.tombstones += deleted;
  out.tagFalsePositives += falsePositives;
  out.home(entries);
  out.miss(bucketsToRest(m, head), weight);
}

/** In a growth, an old bucket that has not moved stands for the new ones that it will fill. */
function walkOld(m: MapHandle, h: HMap, out: QualityRecord): void {
  const count = h.oldCount();
  const weight = <f64>(h.mask() + 1) / <f64>count;
  for (let i: u64 = 0; i < count; i++) {
    const old = h.oldbuckets + <usize>i * m.type.bucketSize;
    if (!Bucket.isEvacuated(old)) walkChain(m, old, weight, out);
  }
}

function isWaiting(m: MapHandle, h: HMap, index: u64): bool {
  if (h.oldbuckets == 0) return false;
  const old = index & (h.oldCount() - 1);
  return !Bucket.isEvacuated(h.oldbuckets + <usize>old * m.type.bucketSize);
}

/** Fills a record by looking at every entry once. */
export function classicQuality(m: MapHandle, out: QualityRecord, bins: u32): void {
  const h = Classic.header(m);
  out.reset(bins);
  if (h.buckets == 0) return;
  if (h.oldbuckets != 0) walkOld(m, h, out);
  for (let i: u64 = 0; i <= h.mask(); i++)
    if (!isWaiting(m, h, i)) walkChain(m, h.buckets + <usize>i * m.type.bucketSize, 1, out);
  out.expect(out.missWeight, out.entries);
}
