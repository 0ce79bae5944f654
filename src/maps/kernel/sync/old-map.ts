// The `sync.Map` of Go up to 1.23: a map that is only read, a dirty one beside it that has all keys,
// and an entry for each key that both point to. Enough look-ups that miss the first one make the
// dirty one the one that is read; the next new key then copies it.
import { classicAssignBytes } from '../classic/assign';
import { classicFree } from '../classic/create';
import { classicDeleteBytes } from '../classic/delete';
import { classicPlaceBytes, Place } from '../classic/find';
import { Bucket, Classic, HMap, MIN_TOP_HASH } from '../classic/hmap';
import { Account, mapCanCharge, mapRelease } from '../core/accounts';
import { GrowthKind } from '../core/growth-kind';
import { growthFinished, growthStarted } from '../core/growth-log';
import { hashKey } from '../core/keys/hash-key';
import { freeHandle, MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { Purpose } from '../memory/purpose';
import { boxCost, boxKey, releaseBox, shareBox, Stores } from './box';
import {
  allocateObject,
  Entry,
  ENTRY_BYTES,
  EXPUNGED,
  HOLDER_BYTES,
  releaseEntry,
  removeValue,
  swapValue,
  valueOf,
} from './entry';
import { newInner } from './inner-map';
import { Box } from './interface-value';
import { SyncHead } from './sync-head';

export const READ_ONLY_BYTES: usize = 16;

/** One of the two maps. */
export function innerAt(address: usize): MapHandle {
  return changetype<MapHandle>(address);
}

/** Where a key lies in one of the two maps: the box of the key, or 0. */
function boxOf(map: usize, key: usize): Box | null {
  if (map == 0) return null;
  const inner = innerAt(map);
  const place = classicPlaceBytes(inner, key);
  if (place == 0) return null;
  return changetype<Box>(inner.type.key(Place.bucket(place), Place.slot(place)));
}

/** The entry of a key in one of the two maps. */
export function entryOf(map: usize, key: usize): Entry | null {
  if (map == 0) return null;
  const inner = innerAt(map);
  const place = classicPlaceBytes(inner, key);
  if (place == 0) return null;
  return changetype<Entry>(load<usize>(inner.type.elem(Place.bucket(place), Place.slot(place))));
}

/** Puts the boxed key of the operation and an entry into the dirty map; false when refused. */
function addToDirty(m: MapHandle, box: Box, entry: Entry): bool {
  const dirty = innerAt(SyncHead.of(m).dirty);
  dirty.pendingKey = changetype<usize>(box);
  const elem = classicAssignBytes(dirty, box.data, hashKey(dirty, box.data));
  if (elem == 0) {
    m.refuse(dirty.faults.refusedBytes, dirty.faults.refusedPurpose);
    return false;
  }
  store<u64>(elem, changetype<usize>(entry));
  entry.users++;
  return true;
}

/** The next full slot of a chain from `slot` on; SLOTS when there is none in this bucket. */
function nextFull(bucket: usize, from: usize): usize {
  let slot = from;
  while (slot < SLOTS && load<u8>(bucket + slot) < <u8>MIN_TOP_HASH) slot++;
  return slot;
}

/** Copies what has a value from a stretch of buckets; what has none is expunged. */
function copyBuckets(m: MapHandle, inner: MapHandle, array: usize, buckets: u64): bool {
  const type = inner.type;
  for (let index: u64 = 0; index < buckets; index++) {
    let bucket = array + <usize>index * type.bucketSize;
    for (; bucket != 0; bucket = Bucket.next(type, bucket))
      for (let slot = nextFull(bucket, 0); slot < SLOTS; slot = nextFull(bucket, slot + 1)) {
        const entry = changetype<Entry>(load<usize>(type.elem(bucket, slot)));
        if (!entry.hasValue()) entry.holder = EXPUNGED;
        else if (!copyKey(m, changetype<Box>(type.key(bucket, slot)), entry)) return false;
      }
  }
  return true;
}

function copyKey(m: MapHandle, box: Box, entry: Entry): bool {
  const spare = SyncHead.of(m).spareBox();
  shareBox(box, spare);
  if (addToDirty(m, spare, entry)) return true;
  releaseBox(m, spare);
  return false;
}

/** Gives the keys and entries of a stretch of buckets back. */
function releaseBuckets(m: MapHandle, inner: MapHandle, array: usize, buckets: u64): void {
  const type = inner.type;
  for (let index: u64 = 0; index < buckets; index++) {
    let bucket = array + <usize>index * type.bucketSize;
    for (; bucket != 0; bucket = Bucket.next(type, bucket))
      for (let slot = nextFull(bucket, 0); slot < SLOTS; slot = nextFull(bucket, slot + 1)) {
        releaseBox(m, changetype<Box>(type.key(bucket, slot)));
        releaseEntry(m, changetype<Entry>(load<usize>(type.elem(bucket, slot))));
      }
  }
}

function mainBuckets(h: HMap): u64 {
  return h.buckets == 0 ? 0 : (<u64>1) << (<u64>h.B);
}

/** Gives the keys and entries of a map back. */
export function releaseAll(m: MapHandle, inner: MapHandle): void {
  const h = Classic.header(inner);
  releaseBuckets(m, inner, h.buckets, mainBuckets(h));
  if (h.oldbuckets != 0) releaseBuckets(m, inner, h.oldbuckets, h.oldCount());
}

/** Gives a map back, with its keys and entries. */
export function dropMap(m: MapHandle, map: usize): void {
  if (map == 0) return;
  const inner = innerAt(map);
  releaseAll(m, inner);
  classicFree(inner);
  freeHandle(inner);
}

/** Says anew which map is read. */
export function publish(m: MapHandle, amended: u32): void {
  const head = SyncHead.of(m);
  const old = head.readOnly;
  head.readOnly = allocateObject(m, READ_ONLY_BYTES, Account.Headers);
  if (old != 0) mapRelease(m, old, READ_ONLY_BYTES, true, Account.Headers);
  head.amended = amended;
}

/** A look-up or delete that had to go to the dirty map; after as many as it has keys it is read. */
export function miss(m: MapHandle): void {
  const head = SyncHead.of(m);
  head.misses++;
  if (head.misses < Classic.header(innerAt(head.dirty)).count) return;
  promote(m);
}

/** The dirty map becomes the one that is read. */
export function promote(m: MapHandle): void {
  const head = SyncHead.of(m);
  const old = head.read;
  publish(m, 0);
  head.read = head.dirty;
  head.dirty = 0;
  head.misses = 0;
  dropMap(m, old);
  m.growing = 0;
  growthFinished(m);
}

/** Makes the dirty map: a copy of what has a value in the read one. False when refused. */
function makeDirty(m: MapHandle): bool {
  const head = SyncHead.of(m);
  const bytesBefore = m.held();
  const read = head.read;
  const count: u64 = read == 0 ? 0 : Classic.header(innerAt(read)).count;
  head.dirty = newInner(m, count);
  if (head.dirty == 0) return false;
  if (read == 0) return true;
  const inner = innerAt(read);
  const h = Classic.header(inner);
  const isCopied =
    copyBuckets(m, inner, h.buckets, mainBuckets(h)) &&
    (h.oldbuckets == 0 || copyBuckets(m, inner, h.oldbuckets, h.oldCount()));
  if (!isCopied) {
    dropMap(m, head.dirty);
    head.dirty = 0;
    return false;
  }
  const buckets = mainBuckets(Classic.header(innerAt(head.dirty)));
  m.growing = 1;
  growthStarted(m, GrowthKind.SameSize, head.count + 1, mainBuckets(h), buckets, bytesBefore);
  return true;
}

/** A key that neither map has. `holder`: where `Store` has put the value before; else 0. */
export function storeNew(m: MapHandle, holder: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  if (head.amended == 0) {
    if (head.dirty == 0 && !makeDirty(m)) return 0;
    publish(m, 1);
  }
  const entry = changetype<Entry>(allocateObject(m, ENTRY_BYTES, Account.Entries));
  const key = head.keyBox();
  shareBox(key, key);
  if (!addToDirty(m, key, entry)) {
    releaseBox(m, key);
    mapRelease(m, changetype<usize>(entry), ENTRY_BYTES, true, Account.Entries);
    return 0;
  }
  // `Store` puts the value on the heap twice, once more for its entry.
  const own = allocateObject(m, HOLDER_BYTES, Account.Entries);
  const value = swapValue(m, entry, own, stores);
  if (holder != 0) mapRelease(m, holder, HOLDER_BYTES, true, Account.Entries);
  return value;
}

/** A key of the read map that was expunged comes back: the dirty map must have it too. */
export function unexpunge(m: MapHandle, entry: Entry): bool {
  const key = SyncHead.of(m).keyBox();
  shareBox(key, key);
  if (!addToDirty(m, key, entry)) {
    releaseBox(m, key);
    return false;
  }
  entry.holder = 0;
  return true;
}

function storeBoxed(m: MapHandle, key: usize, holder: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  let entry = entryOf(head.read, key);
  if (entry !== null && entry.holder == EXPUNGED && !unexpunge(m, entry)) return 0;
  if (entry === null) entry = entryOf(head.dirty, key);
  return entry === null ? storeNew(m, holder, stores) : swapValue(m, entry, holder, stores);
}

/** Stores a key; the address of its value, which begins as the old one. 0 when refused. */
export function oldStore(m: MapHandle, key: usize, stores: Stores): usize {
  const head = SyncHead.of(m);
  const cost: u64 = 2 * HOLDER_BYTES + ENTRY_BYTES + READ_ONLY_BYTES;
  if (!mapCanCharge(m, cost + boxCost(m), Purpose.Entry)) return 0;
  if (!boxKey(m, head.keyBox(), key)) return 0;
  const holder = allocateObject(m, HOLDER_BYTES, Account.Entries);
  m.log.writes++;
  const value = storeBoxed(m, key, holder, stores);
  if (value == 0) mapRelease(m, holder, HOLDER_BYTES, true, Account.Entries);
  // The maps have boxes of their own; the operation's goes.
  releaseBox(m, head.keyBox());
  return value;
}

/** Address of the value of a key, or 0. Writes only where `oldLookupWrites`. */
export function oldLookup(m: MapHandle, key: usize): usize {
  const head = SyncHead.of(m);
  let entry = entryOf(head.read, key);
  if (entry === null && head.amended != 0) {
    entry = entryOf(head.dirty, key);
    const data = valueOf(entry);
    miss(m);
    return data;
  }
  return valueOf(entry);
}

/** Whether a look-up may count a miss, and make the dirty map the one that is read. */
export function oldLookupWrites(m: MapHandle): bool {
  return SyncHead.of(m).amended != 0;
}

/** Removes a key from the dirty map, where only that has it; its entry, if there is one. */
function takeFromDirty(m: MapHandle, key: usize): Entry | null {
  const head = SyncHead.of(m);
  const entry = entryOf(head.dirty, key);
  const box = boxOf(head.dirty, key);
  const spare = head.spareBox();
  if (box !== null) memory.copy(changetype<usize>(spare), changetype<usize>(box), offsetof<Box>());
  // Also where the key is absent: that moves buckets too.
  const dirty = innerAt(head.dirty);
  if (Classic.header(dirty).count != 0) classicDeleteBytes(dirty, key, hashKey(dirty, key));
  if (box !== null) releaseBox(m, spare);
  return entry;
}

/** Removes a key: from the dirty map if only that has it, else it just loses its value. */
export function oldDelete(m: MapHandle, key: usize): bool {
  const head = SyncHead.of(m);
  m.log.writes++;
  const inRead = entryOf(head.read, key);
  if (inRead !== null) return removeValue(m, inRead);
  if (head.amended == 0) return false;
  const entry = takeFromDirty(m, key);
  const isThere = entry !== null && removeValue(m, entry);
  if (entry !== null) releaseEntry(m, entry);
  miss(m);
  return isThere;
}

/** Gives both maps back. */
export function oldFree(m: MapHandle): void {
  const head = SyncHead.of(m);
  dropMap(m, head.dirty);
  dropMap(m, head.read);
  if (head.readOnly != 0) mapRelease(m, head.readOnly, READ_ONLY_BYTES, true, Account.Headers);
}
