import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, SLOTS } from '../core/map-type';
import { growWork } from './growth/evacuate';
import { Find, Place } from './find';
import { WritingFlag } from './guard-flag';
import { Bucket, Classic, EMPTY_ONE, EMPTY_REST } from './hmap';
import { releaseEntry } from './release';
import { reseed } from './reseed';

/** Clears a slot: keys only if they have pointers, elems always. */
function wipe(m: MapHandle, bucket: usize, slot: usize): void {
  const type = m.type;
  if (type.ownsObjects) releaseEntry(m, bucket, slot);
  if (type.keyIsIndirect || type.keyHasPointers)
    memory.fill(type.key(bucket, slot), 0, type.keySlot);
  memory.fill(type.elem(bucket, slot), 0, type.elemSlot);
}

function bucketBefore(m: MapHandle, head: usize, bucket: usize): usize {
  let before = head;
  while (Bucket.next(m.type, before) != bucket) before = Bucket.next(m.type, before);
  return before;
}

/**
 * Marks a slot empty. If nothing follows it, it and all empty slots before it become emptyRest, so
 * that searches stop earlier.
 */
function markEmpty(m: MapHandle, head: usize, bucket: usize, slot: usize): void {
  store<u8>(bucket + slot, EMPTY_ONE);
  if (slot < SLOTS - 1) {
    if (load<u8>(bucket + slot + 1) != EMPTY_REST) return;
  } else {
    const next = Bucket.next(m.type, bucket);
    if (next != 0 && load<u8>(next) != EMPTY_REST) return;
  }
  let current = bucket;
  let at = slot;
  for (;;) {
    store<u8>(current + at, EMPTY_REST);
    if (at == 0) {
      if (current == head) return;
      current = bucketBefore(m, head, current);
      at = SLOTS - 1;
    } else at--;
    if (load<u8>(current + at) != EMPTY_ONE) return;
  }
}

class Delete {
  @inline
  static run(m: MapHandle, kind: KeyKind, hash: u64, word: u64, key: usize): bool {
    const h = Classic.header(m);
    if (h.count == 0) return false;
    if (!WritingFlag.mayWrite(m, h)) return false;
    WritingFlag.enter(h);
    const index = hash & h.mask();
    if (h.oldbuckets != 0) growWork(m, index);
    const head = h.buckets + <usize>index * m.type.bucketSize;
    const place = Find.inChain(m.type, kind, head, hash, word, key);
    if (place != 0) {
      wipe(m, Place.bucket(place), Place.slot(place));
      markEmpty(m, head, Place.bucket(place), Place.slot(place));
      h.count--;
      if (h.count == 0) reseed(m);
    }
    return WritingFlag.leave(m, h) && place != 0;
  }
}

/** Removes an 8-byte key with its hash; false when absent, or on a race (see the handle's fault). */
export function classicDelete64(m: MapHandle, key: u64, hash: u64): bool {
  return Delete.run(m, KeyKind.Word64, hash, key, 0);
}

/** As `classicDelete64`, for 4-byte keys. */
export function classicDelete32(m: MapHandle, key: u32, hash: u64): bool {
  return Delete.run(m, KeyKind.Word32, hash, key, 0);
}

/** As `classicDelete64`, for plain memory or the 16-byte string header at an address. */
export function classicDeleteBytes(m: MapHandle, key: usize, hash: u64): bool {
  return Delete.run(m, KeyKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. A map without entries hashes nothing. */
export function classicDelete(m: MapHandle, key: usize): bool {
  if (Classic.header(m).count == 0) return false;
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return classicDelete64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return classicDelete32(m, load<u32>(key), hash);
    default:
      return classicDeleteBytes(m, key, hash);
  }
}
