// A `sync.Map`: what people reach for where several goroutines share a map. Of Go up to 1.23 it is
// two classic maps, from 1.24 a trie.
import { PURPOSE_NEW_MAP, arenaReserve, arenaUnreserve } from '../memory/arena';
import { classicChains } from '../classic/chains';
import { Classic } from '../classic/hmap';
import {
  ACCOUNT_HEADERS,
  MODEL_SYNC_OLD,
  MODEL_SYNC_TRIE,
  MapHandle,
  mapAllocate,
  mapCanCharge,
  mapRelease,
} from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { leaveTiny } from './box';
import { freeInnerType, innerType } from './inner-map';
import { oldDelete, oldFree, oldLookup, oldLookupWrites, oldStore } from './old-map';
import { SyncHead, blockBytes } from './sync-head';
import { WAYS, trieDelete, trieFree, trieLookup, trieStore } from './trie';

const FIRST_TRIE_VERSION: u32 = 24;

/** The model of a `sync.Map` of Go 1.`version`. */
export function syncModel(version: u32): u32 {
  return version >= FIRST_TRIE_VERSION ? MODEL_SYNC_TRIE : MODEL_SYNC_OLD;
}

/** Makes an empty one; false when refused. */
export function syncCreate(m: MapHandle): bool {
  const address = arenaReserve(offsetof<SyncHead>());
  if (address == 0) return false;
  m.header = address;
  m.seeded = m.nextRandom() ^ m.h0;
  const head = SyncHead.of(m);
  const isOld = m.model == MODEL_SYNC_OLD;
  if (isOld) head.mapType = innerType(m.type);
  const fits = mapCanCharge(m, blockBytes(m), PURPOSE_NEW_MAP) && (!isOld || head.mapType != 0);
  if (fits) head.block = mapAllocate(m, blockBytes(m), true, ACCOUNT_HEADERS, PURPOSE_NEW_MAP, 0);
  if (head.block != 0) return true;
  freeHead(head);
  return false;
}

function freeHead(head: SyncHead): void {
  if (head.mapType != 0) freeInnerType(head.mapType);
  arenaUnreserve(changetype<usize>(head), offsetof<SyncHead>());
}

/** Gives everything that it holds back. */
export function syncFree(m: MapHandle): void {
  const head = SyncHead.of(m);
  if (m.model == MODEL_SYNC_OLD) oldFree(m);
  else trieFree(m);
  leaveTiny(m);
  mapRelease(m, head.block, blockBytes(m), true, ACCOUNT_HEADERS);
  freeHead(head);
}

/**
 * `Store`: the address of the value of a key, which begins as the old value or as zeros; 0 when
 * refused. `stores` is one of `STORES_*`.
 */
export function syncStore(m: MapHandle, key: usize, stores: u32): usize {
  return m.model == MODEL_SYNC_OLD ? oldStore(m, key, stores) : trieStore(m, key, stores);
}

/** `Load`: the address of the value of a key, or 0. */
export function syncLookup(m: MapHandle, key: usize): usize {
  return m.model == MODEL_SYNC_OLD ? oldLookup(m, key) : trieLookup(m, key);
}

/** `Delete`; false when the key is absent. */
export function syncDelete(m: MapHandle, key: usize): bool {
  return m.model == MODEL_SYNC_OLD ? oldDelete(m, key) : trieDelete(m, key);
}

/** Whether a `Load` may change the map. */
export function syncLookupWrites(m: MapHandle): bool {
  return m.model == MODEL_SYNC_OLD ? oldLookupWrites(m) : SyncHead.of(m).root == 0;
}

/** The map that has all keys; null in a trie, and before the first key. */
function wholeMap(m: MapHandle): MapHandle | null {
  const head = SyncHead.of(m);
  const map = head.dirty != 0 ? head.dirty : head.read;
  return map == 0 ? null : changetype<MapHandle>(map);
}

/** Slots that its entries may lie in: of the map with all keys, or ways of all nodes. */
export function syncSlots(m: MapHandle): u64 {
  if (m.model == MODEL_SYNC_TRIE) return <u64>SyncHead.of(m).nodes * WAYS;
  const inner = wholeMap(m);
  return inner === null ? SLOTS : (<u64>SLOTS) << (<u64>Classic.header(inner).B);
}

/** Entries that fit before the next growth. A trie has no such number: all its ways. */
export function syncCapacity(m: MapHandle): u64 {
  if (m.model == MODEL_SYNC_TRIE) return syncSlots(m);
  const inner = wholeMap(m);
  return inner === null ? 0 : inner.fullAt;
}

export function syncOverflowBuckets(m: MapHandle): u32 {
  const inner = m.model == MODEL_SYNC_OLD ? wholeMap(m) : null;
  return inner === null ? 0 : inner.overflowBuckets;
}

/** Chains of the map with all keys; a trie has none. See `mapChains`. */
export function syncChains(m: MapHandle, out: usize, bins: u32): void {
  const inner = m.model == MODEL_SYNC_OLD ? wholeMap(m) : null;
  if (inner === null) memory.fill(out, 0, 32 + <usize>bins * 8);
  else classicChains(inner, out, bins);
}
