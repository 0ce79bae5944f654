// A range loop over a classic map, see "Iteration" in docs/iteration.md.
import { hashKey, isNaNKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, SLOTS } from '../core/map-type';
import { Walk } from '../core/walk';
import { GoHash } from '../hash/go-hash';
import { classicLookup } from './find';
import { WritingFlag } from './guard-flag';
import { pinOverflow } from './growth/overflow';
import {
  Bucket,
  Classic,
  EVACUATED_EMPTY,
  EVACUATED_X,
  HMap,
  ITERATOR,
  OLD_ITERATOR,
  SAME_SIZE_GROW,
} from './hmap';
import { KeyAccess } from './key-access';

const ALL: u64 = -1;

function hashAt(m: MapHandle, key: usize): u64 {
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return GoHash.of64(load<u64>(key), m.seeded, m.h1);
    case KeyKind.Word32:
      return GoHash.of32(load<u32>(key), m.seeded, m.h1);
    default:
      return hashKey(m, key);
  }
}

/**
 * Begins a loop at a random word: its low B bits are the first bucket, the next three turn the slots of
 * every bucket. An empty map is left alone; any other is marked as iterated, and buckets without
 * pointers get the list that keeps their overflow buckets alive.
 */
export function classicWalk(walk: Walk, m: MapHandle, random: u64): void {
  const h = Classic.header(m);
  walk.map = changetype<usize>(m);
  walk.place = 0;
  walk.left = 0;
  if (h.count == 0 || !WritingFlag.mayRead(m, h)) return;
  if (!m.type.scan) pinOverflow(m);
  walk.depth = h.B;
  walk.buckets = h.buckets;
  walk.left = (<u64>1) << (<u64>h.B);
  walk.index = random & h.mask();
  walk.slotOffset = (random >> (<u64>h.B)) & 7;
  h.flags |= ITERATOR | OLD_ITERATOR;
}

/**
 * The chain to walk for a bucket: where the loop began in a growth that still goes on, the old one, in
 * part, while it has not moved.
 */
function openChain(walk: Walk, m: MapHandle, h: HMap): void {
  const size = <usize>m.type.bucketSize;
  walk.place = walk.buckets + <usize>walk.index * size;
  walk.wanted = ALL;
  if (h.oldbuckets != 0 && h.B == walk.depth) {
    const old = h.oldbuckets + <usize>(walk.index & (h.oldCount() - 1)) * size;
    if (!Bucket.isEvacuated(old)) {
      walk.place = old;
      walk.wanted = walk.index;
    }
  }
  walk.index = (walk.index + 1) & walk.mask();
  walk.left--;
  walk.slot = 0;
}

/** Whether an entry that has not moved will go to the bucket that is visited: a NaN by its tophash. */
function isWanted(walk: Walk, m: MapHandle, h: HMap, top: u8, key: usize): bool {
  if (walk.wanted == ALL || (h.flags & SAME_SIZE_GROW) != 0) return true;
  if (isNaNKey(m.type, key)) return walk.wanted >> (<u64>walk.depth - 1) == ((<u64>top) & 1);
  return (hashAt(m, key) & walk.mask()) == walk.wanted;
}

/**
 * The elem of a slot that is full or has moved since its chain was opened, of a key that the map still
 * has; else 0.
 */
function elemAt(m: MapHandle, bucket: usize, slot: usize, key: usize): usize {
  const top = load<u8>(bucket + slot);
  const hasMoved = top >= EVACUATED_X && top < EVACUATED_EMPTY;
  // Nothing changes a NaN, and no search finds it.
  if (hasMoved && !isNaNKey(m.type, key)) return classicLookup(m, key);
  return KeyAccess.elem(m.type, bucket, slot);
}

/** Whether a slot has, or had before it moved, an entry. */
function isFull(bucket: usize, slot: usize): bool {
  const top = load<u8>(bucket + slot);
  return top >= EVACUATED_X && top != EVACUATED_EMPTY;
}

/** Visits the next entry; false behind the last one. */
export function classicWalkOn(walk: Walk): bool {
  const m = walk.handle();
  const h = Classic.header(m);
  const type = m.type;
  while (walk.place != 0 || walk.left > 0) {
    if (walk.place == 0) openChain(walk, m, h);
    const bucket = walk.place;
    while (walk.slot < SLOTS) {
      const slot = <usize>((walk.slot + walk.slotOffset) & 7);
      walk.slot++;
      if (!isFull(bucket, slot)) continue;
      const stored = type.key(bucket, slot);
      const key = type.keyIsIndirect ? load<usize>(stored) : stored;
      if (!isWanted(walk, m, h, load<u8>(bucket + slot), key)) continue;
      walk.key = key;
      walk.elem = elemAt(m, bucket, slot, key);
      if (walk.elem != 0) return true;
    }
    walk.place = Bucket.next(type, bucket);
    walk.slot = 0;
  }
  return false;
}
