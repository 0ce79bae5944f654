import { growthStalled } from '../core/growth-log';
import { MapHandle } from '../core/map-handle';
import { KEY_32, KEY_64, KEY_BYTES, MapType } from '../core/map-type';
import { growWork } from './evacuate';
import { WritingFlag } from './guard-flag';
import { HashGrow, hashGrow } from './hash-grow';
import { Bucket, Classic, HMap } from './hmap';
import { fillSlot, firstBucket, overflowFor } from './insert';
import { KeyAccess } from './key-access';

class Assign {
  @inline
  static run(m: MapHandle, kind: u32, word: u64, key: usize): usize {
    const h = Classic.header(m);
    if (!WritingFlag.mayWrite(m, h)) return 0;
    const type = m.type;
    const hash = KeyAccess.hash(m, kind, word, key);
    WritingFlag.enter(h);
    if (h.buckets == 0 && !firstBucket(m, h)) return Assign.leave(m, h, 0, false);
    const top = Bucket.tophash(hash);
    const wanted = i8x16.splat(<i8>top);
    let grew = false;
    let bucket: usize = 0;
    let free: usize = 0;
    let freeSlot: usize = 0;
    for (;;) {
      const index = hash & h.mask();
      if (h.oldbuckets != 0) growWork(m, index);
      bucket = h.buckets + <usize>index * type.bucketSize;
      free = 0;
      for (;;) {
        const tops = Bucket.tops(bucket);
        for (let match = Bucket.slotsWith(tops, wanted); match != 0; match &= match - 1) {
          const slot = <usize>ctz(match);
          if (KeyAccess.equals(type, kind, bucket, slot, word, key))
            return Assign.leave(m, h, KeyAccess.elem(type, bucket, slot), grew);
        }
        const empty = Bucket.freeSlots(tops);
        if (free == 0 && empty != 0) {
          free = bucket;
          freeSlot = ctz(empty);
        }
        if (Bucket.endsChain(bucket)) break;
        const next = Bucket.next(type, bucket);
        if (next == 0) break;
        bucket = next;
      }
      if (h.oldbuckets != 0 || !HashGrow.isDue(m, h)) break;
      if (!hashGrow(m)) return Assign.leave(m, h, 0, grew);
      grew = true;
    }
    if (free == 0) {
      free = overflowFor(m, bucket);
      if (free == 0) return Assign.leave(m, h, 0, grew);
      freeSlot = 0;
    }
    if (!Assign.storeKey(m, type, kind, free, freeSlot, word, key))
      return Assign.leave(m, h, 0, grew);
    store<u8>(free + freeSlot, top);
    h.count++;
    if (free != h.buckets + <usize>(hash & h.mask()) * type.bucketSize) m.collisions++;
    return Assign.leave(m, h, KeyAccess.elem(type, free, freeSlot), grew);
  }

  /** Ends an assign: the caller stores the value after the flag is cleared, as in Go. */
  @inline
  private static leave(m: MapHandle, h: HMap, elem: usize, grew: bool): usize {
    if (grew) growthStalled(m);
    return WritingFlag.leave(m, h) ? elem : 0;
  }

  @inline
  private static storeKey(
    m: MapHandle,
    type: MapType,
    kind: u32,
    bucket: usize,
    slot: usize,
    word: u64,
    key: usize,
  ): bool {
    if (kind == KEY_64) store<u64>(bucket + (slot << 3), word, 8);
    else if (kind == KEY_32) store<u32>(bucket + (slot << 2), <u32>word, 8);
    else return fillSlot(m, bucket, slot, key);
    return !type.elemIsIndirect || fillSlot(m, bucket, slot, type.key(bucket, slot));
  }
}

/**
 * Address of the elem for an 8-byte key, inserted if absent; 0 when refused (see the handle's
 * fault). The caller stores the value.
 */
export function classicAssign64(m: MapHandle, key: u64): usize {
  return Assign.run(m, KEY_64, key, 0);
}

/** As `classicAssign64`, for 4-byte keys. */
export function classicAssign32(m: MapHandle, key: u32): usize {
  return Assign.run(m, KEY_32, key, 0);
}

/** As `classicAssign64`, for the key (or 16-byte string header) at an address; it is copied. */
export function classicAssignBytes(m: MapHandle, key: usize): usize {
  return Assign.run(m, KEY_BYTES, 0, key);
}
