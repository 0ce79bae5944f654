import { fillEntry } from '../core/entry-objects';
import { growthStalled } from '../core/growth-log';
import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, MapType } from '../core/map-type';
import { firstBucket } from './growth/bucket-array';
import { growWork } from './growth/evacuate';
import { WritingFlag } from './guard-flag';
import { HashGrow, hashGrow } from './growth/hash-grow';
import { Bucket, Classic, HMap } from './hmap';
import { KeyAccess } from './key-access';
import { overflowFor } from './growth/overflow';

export class Assign {
  @inline
  static run(m: MapHandle, kind: KeyKind, hash: u64, word: u64, key: usize): usize {
    const h = Classic.header(m);
    if (!WritingFlag.mayWrite(m, h)) return 0;
    const type = m.type;
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
    kind: KeyKind,
    bucket: usize,
    slot: usize,
    word: u64,
    key: usize,
  ): bool {
    if (kind == KeyKind.Word64) store<u64>(bucket + (slot << 3), word, 8);
    else if (kind == KeyKind.Word32) store<u32>(bucket + (slot << 2), <u32>word, 8);
    else return fillEntry(m, type.key(bucket, slot), type.elem(bucket, slot), key);
    if (!type.elemIsIndirect) return true;
    const stored = type.key(bucket, slot);
    return fillEntry(m, stored, type.elem(bucket, slot), stored);
  }
}

/**
 * Address of the elem for an 8-byte key with its hash, inserted if absent; 0 when refused (see the
 * handle's fault). The caller stores the value.
 */
export function classicAssign64(m: MapHandle, key: u64, hash: u64): usize {
  return Assign.run(m, KeyKind.Word64, hash, key, 0);
}

/** As `classicAssign64`, for 4-byte keys. */
export function classicAssign32(m: MapHandle, key: u32, hash: u64): usize {
  return Assign.run(m, KeyKind.Word32, hash, key, 0);
}

/** As `classicAssign64`, for plain memory or the 16-byte string header at an address; it is copied. */
export function classicAssignBytes(m: MapHandle, key: usize, hash: u64): usize {
  return Assign.run(m, KeyKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. */
export function classicAssign(m: MapHandle, key: usize): usize {
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return classicAssign64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return classicAssign32(m, load<u32>(key), hash);
    default:
      return classicAssignBytes(m, key, hash);
  }
}
