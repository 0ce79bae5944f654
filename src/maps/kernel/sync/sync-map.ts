// A `sync.Map`: what people reach for where several goroutines share a map. Of Go up to 1.23 it is
// two classic maps, from 1.24 a trie.
import { Account, mapAllocate, mapCanCharge, mapRelease } from '../core/accounts';
import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { End } from '../memory/extents';
import { Purpose } from '../memory/purpose';
import { leaveTiny, Stores } from './box';
import { freeInnerType, innerType } from './inner-map';
import { oldClear, oldRange } from './old-loop';
import { oldDelete, oldFree, oldLookup, oldLookupWrites, oldStore } from './old-map';
import { oldModify } from './old-modify';
import { blockBytes, SYNC_HEAD_BYTES, SyncHead } from './sync-head';
import { trieDelete, trieFree, trieLookup, trieStore } from './trie';
import { trieClear, trieDeleteIf, trieModify, trieRange } from './trie-whole';

/** Makes an empty one; false when refused. */
export function syncCreate(m: MapHandle): bool {
  const address = arenaReserve(SYNC_HEAD_BYTES);
  if (address == 0) return false;
  m.header = address;
  m.seeded = m.nextRandom() ^ m.h0;
  const head = SyncHead.of(m);
  const isOld = m.model == Model.SyncOld;
  if (isOld) head.mapType = innerType(m.type);
  const fits = mapCanCharge(m, blockBytes(m), Purpose.NewMap) && (!isOld || head.mapType != 0);
  if (fits)
    head.block = mapAllocate(m, blockBytes(m), true, Account.Headers, Purpose.NewMap, End.Low);
  if (head.block != 0) return true;
  freeHead(head);
  return false;
}

function freeHead(head: SyncHead): void {
  if (head.mapType != 0) freeInnerType(head.mapType);
  arenaUnreserve(changetype<usize>(head), SYNC_HEAD_BYTES);
}

/** Gives everything that it holds back. */
export function syncFree(m: MapHandle): void {
  const head = SyncHead.of(m);
  if (m.model == Model.SyncOld) oldFree(m);
  else trieFree(m);
  leaveTiny(m);
  mapRelease(m, head.block, blockBytes(m), true, Account.Headers);
  freeHead(head);
}

/**
 * `Store`: the address of the value of a key, which begins as the old value or as zeros; 0 when
 * refused.
 */
export function syncStore(m: MapHandle, key: usize, stores: Stores): usize {
  return m.model == Model.SyncOld ? oldStore(m, key, stores) : trieStore(m, key, stores);
}

/** `Load`: the address of the value of a key, or 0. */
export function syncLookup(m: MapHandle, key: usize): usize {
  return m.model == Model.SyncOld ? oldLookup(m, key) : trieLookup(m, key);
}

/** `Delete`; false when the key is absent. */
export function syncDelete(m: MapHandle, key: usize): bool {
  return m.model == Model.SyncOld ? oldDelete(m, key) : trieDelete(m, key);
}

/** `Load` with `CompareAndSwap` or `LoadOrStore`: as `syncStore`. */
export function syncModify(m: MapHandle, key: usize, stores: Stores): usize {
  return m.model == Model.SyncOld ? oldModify(m, key, stores) : trieModify(m, key, stores);
}

/** The version that has `Clear`; before, people delete every key in a `Range`. */
const FIRST_VERSION_WITH_CLEAR: u32 = 23;

/** Removes every entry. A refusal stands in the handle. */
export function syncClear(m: MapHandle): void {
  if (m.model != Model.SyncOld) trieClear(m);
  else if (m.version < FIRST_VERSION_WITH_CLEAR) oldRange(m, 0, u64.MAX_VALUE, 1);
  else oldClear(m);
}

/** `Range` that ends after `limit` entries (0 = all); how many it visited. */
export function syncRange(m: MapHandle, limit: u64): u64 {
  return m.model == Model.SyncOld ? oldRange(m, limit, 0, 0) : trieRange(m, limit);
}

/** `Range` with a `Delete` of every entry that is too old (`isOlder`); how many it were. */
export function syncDeleteIf(m: MapHandle, now: u64, age: u64): u64 {
  return m.model == Model.SyncOld ? oldRange(m, 0, now, age) : trieDeleteIf(m, now, age);
}

/** Whether a `Load` may change the map. */
export function syncLookupWrites(m: MapHandle): bool {
  return m.model == Model.SyncOld ? oldLookupWrites(m) : SyncHead.of(m).root == 0;
}

export function syncSeed(m: MapHandle): u64 {
  return m.seeded ^ m.h0;
}

/** Sets the hash seed; only an empty one may take another. */
export function setSyncSeed(m: MapHandle, seed: u64): void {
  m.seeded = seed ^ m.h0;
}
