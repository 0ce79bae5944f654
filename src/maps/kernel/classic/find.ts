import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, MapType } from '../core/map-type';
import { WritingFlag } from './guard-flag';
import { Bucket, Classic } from './hmap';
import { KeyAccess } from './key-access';

/** Where a key lies: a bucket, which is 8-byte aligned, with the slot in the low bits; 0 = absent. */
export class Place {
  @inline
  static bucket(place: usize): usize {
    return place & ~7;
  }

  @inline
  static slot(place: usize): usize {
    return place & 7;
  }
}

export class Find {
  /** Walks a chain for a key. Stops at emptyRest, as Go's general lookup does. */
  @inline
  static inChain(
    type: MapType,
    kind: KeyKind,
    head: usize,
    hash: u64,
    word: u64,
    key: usize,
  ): usize {
    const wanted = i8x16.splat(<i8>Bucket.tophash(hash));
    for (let bucket = head; bucket != 0; bucket = Bucket.next(type, bucket)) {
      const tops = Bucket.tops(bucket);
      for (let match = Bucket.slotsWith(tops, wanted); match != 0; match &= match - 1) {
        const slot = <usize>ctz(match);
        if (KeyAccess.equals(type, kind, bucket, slot, word, key)) return bucket | slot;
      }
      if (Bucket.endsChain(bucket)) return 0;
    }
    return 0;
  }

  /** A read: never moves anything, so it looks into the old bucket while that has not moved. */
  @inline
  static place(m: MapHandle, kind: KeyKind, hash: u64, word: u64, key: usize): usize {
    const h = Classic.header(m);
    if (h.count == 0) return 0;
    if (!WritingFlag.mayRead(m, h)) return 0;
    const type = m.type;
    let head = h.buckets + <usize>(hash & h.mask()) * type.bucketSize;
    if (h.oldbuckets != 0) {
      const old = h.oldbuckets + <usize>(hash & (h.oldCount() - 1)) * type.bucketSize;
      if (!Bucket.isEvacuated(old)) head = old;
    }
    return Find.inChain(type, kind, head, hash, word, key);
  }

  @inline
  static read(m: MapHandle, kind: KeyKind, hash: u64, word: u64, key: usize): usize {
    const place = Find.place(m, kind, hash, word, key);
    return place == 0 ? 0 : KeyAccess.elem(m.type, Place.bucket(place), Place.slot(place));
  }
}

/**
 * Address of the elem of an 8-byte key with its hash; 0 when absent, or on a race (see the handle's
 * fault).
 */
export function classicLookup64(m: MapHandle, key: u64, hash: u64): usize {
  return Find.read(m, KeyKind.Word64, hash, key, 0);
}

/** As `classicLookup64`, for 4-byte keys. */
export function classicLookup32(m: MapHandle, key: u32, hash: u64): usize {
  return Find.read(m, KeyKind.Word32, hash, key, 0);
}

/** Where a key lies, see `Place`; 0 when absent. */
export function classicPlaceBytes(m: MapHandle, key: usize): usize {
  return Classic.header(m).count == 0 ? 0 : Find.place(m, KeyKind.Bytes, hashKey(m, key), 0, key);
}

/** As `classicLookup64`, for plain memory or the 16-byte string header at an address. */
export function classicLookupBytes(m: MapHandle, key: usize, hash: u64): usize {
  return Find.read(m, KeyKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. A map without entries hashes nothing. */
export function classicLookup(m: MapHandle, key: usize): usize {
  if (Classic.header(m).count == 0) return 0;
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return classicLookup64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return classicLookup32(m, load<u32>(key), hash);
    default:
      return classicLookupBytes(m, key, hash);
  }
}
