import { storeString } from '../core/string-data';
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { classicAssign32, classicAssign64, classicAssignBytes } from '../classic/assign';
import { classicClear } from '../classic/clear';
import { classicCreate, classicFree } from '../classic/create';
import { classicDelete32, classicDelete64, classicDeleteBytes } from '../classic/delete';
import { classicLookup32, classicLookup64, classicLookupBytes } from '../classic/find';
import { Classic } from '../classic/hmap';
import { setSeed } from '../classic/reseed';
import { swissAssign32, swissAssign64, swissAssignBytes } from '../swiss/assign';
import { swissClear } from '../swiss/clear';
import { swissCreate, swissFree } from '../swiss/create';
import { swissDelete32, swissDelete64, swissDeleteBytes } from '../swiss/delete';
import { swissLookup32, swissLookup64, swissLookupBytes } from '../swiss/find';
import { setSwissSeed } from '../swiss/reseed';
import { STORES_ANY, STORES_SMALL } from '../sync/box';
import {
  syncCreate,
  syncDelete,
  syncFree,
  syncLookup,
  syncModel,
  syncSlots,
  syncStore,
} from '../sync/sync-map';
import { Swiss } from '../swiss/swiss-map';
import { KEYING_1_22, KEYING_1_23 } from '../hash/go-hash';
import { GROWTH_RECORD_BYTES, growthSettle } from '../core/growth-log';
import {
  FAULT_NONE,
  GROWTH_KINDS,
  MODEL_CLASSIC,
  MODEL_SWISS,
  MODEL_SYNC_OLD,
  MapHandle,
} from '../core/map-handle';
import { KEY_32, KEY_64, MapType, SLOTS } from '../core/map-type';

/** First version whose load factor was 6 instead of 6.5, and the only one. */
const VERSION_WITH_SIX: u32 = 21;
const FIRST_VERSION_WITH_HEADERS: u32 = 22;
const FIRST_SWISS_VERSION: u32 = 24;
const FIRST_KEYED_VERSION: u32 = 23;

/** Added to a version: a `sync.Map` of that version instead of its map. */
export const SYNC: u32 = 256;

/** Bytes of a handle with its counters by kind. */
const HANDLE_BYTES: usize = offsetof<MapHandle>() + GROWTH_KINDS * 4;

class Model {
  @inline
  static isSwiss(m: MapHandle): bool {
    return m.model == MODEL_SWISS;
  }

  @inline
  static isSync(m: MapHandle): bool {
    return m.model >= MODEL_SYNC_OLD;
  }
}

/** The handle at an address. */
export function mapAt(m: usize): MapHandle {
  return changetype<MapHandle>(m);
}

/**
 * A map of a type (see `mapTypeNew`) as Go 1.`version` makes it for a hint (`SYNC` added: its `sync.Map`). `seed` feeds the map's
 * own random source: hash seed, hash key, overflow estimate. `eventCapacity` growth events are
 * kept, later ones counted as dropped; 0 records none. Returns 0 when memory is refused.
 */
export function mapNew(
  type: usize,
  versionAndGuard: u32,
  hint: i64,
  seed: u64,
  eventCapacity: u32,
  shard: u32,
): usize {
  const address = arenaReserve(HANDLE_BYTES);
  if (address == 0) return 0;
  const m = mapAt(address);
  const isSync = (versionAndGuard & SYNC) != 0;
  const version = versionAndGuard & ~SYNC;
  m.model = version >= FIRST_SWISS_VERSION ? MODEL_SWISS : MODEL_CLASSIC;
  if (isSync) m.model = syncModel(version);
  m.version = version;
  m.hasMallocHeaders = version >= FIRST_VERSION_WITH_HEADERS;
  m.loadNumerator = version == VERSION_WITH_SIX ? 12 : 13;
  m.type = changetype<MapType>(type);
  m.shard = shard;
  m.random = seed;
  m.growthsByKind = address + offsetof<MapHandle>();
  mapSetHashKeys(address, m.nextRandom(), m.nextRandom(), m.nextRandom(), m.nextRandom());
  if (eventCapacity > 0) m.events = arenaReserve(<usize>eventCapacity * GROWTH_RECORD_BYTES);
  m.eventCapacity = m.events == 0 ? 0 : eventCapacity;
  if (isSync ? syncCreate(m) : Model.isSwiss(m) ? swissCreate(m, hint) : classicCreate(m, hint))
    return address;
  freeHandle(m);
  return 0;
}

function freeHandle(m: MapHandle): void {
  if (m.events != 0) arenaUnreserve(m.events, <usize>m.eventCapacity * GROWTH_RECORD_BYTES);
  arenaUnreserve(changetype<usize>(m), HANDLE_BYTES);
}

/** Gives back everything that the map holds, and the map itself. Not while others use it. */
export function mapFree(m: usize): void {
  const handle = mapAt(m);
  if (Model.isSync(handle)) syncFree(handle);
  else if (Model.isSwiss(handle)) swissFree(handle);
  else classicFree(handle);
  freeHandle(handle);
}

/** The runtime's raw hash key; only before the first entry. Go 1.22 makes the words odd, not this. */
export function mapSetHashKeys(m: usize, word0: u64, word1: u64, word2: u64, word3: u64): void {
  const handle = mapAt(m);
  const keying = handle.version < FIRST_KEYED_VERSION ? KEYING_1_22 : KEYING_1_23;
  handle.hashKeys().set(keying, word0, word1, word2, word3);
  if (handle.header != 0) mapSetSeed(m, mapSeed(m));
}

/** The hash seed of the map; setting it is for an empty map only. */
export function mapSeed(m: usize): u64 {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? Swiss.header(handle).seed : Classic.header(handle).hash0;
}
export function mapSetSeed(m: usize, seed: u64): void {
  const handle = mapAt(m);
  if (Model.isSwiss(handle)) setSwissSeed(handle, seed);
  else setSeed(handle, <u32>seed);
}

/** Times the map drew a new hash seed. */
export function mapReseeds(m: usize): u32 {
  return mapAt(m).reseeds;
}

/** Address of the elem of a key, inserted if absent; 0 when refused: see the handle's fault. */
export function mapAssign64(m: usize, key: u64): usize {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissAssign64(handle, key) : classicAssign64(handle, key);
}
export function mapAssign32(m: usize, key: u32): usize {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissAssign32(handle, key) : classicAssign32(handle, key);
}
export function mapAssign(m: usize, key: usize): usize {
  const handle = mapAt(m);
  if (Model.isSync(handle)) return syncStore(handle, key, STORES_ANY);
  const kind = handle.type.keyKind;
  if (kind == KEY_64) return mapAssign64(m, load<u64>(key));
  if (kind == KEY_32) return mapAssign32(m, load<u32>(key));
  return Model.isSwiss(handle) ? swissAssignBytes(handle, key) : classicAssignBytes(handle, key);
}

/** The same where the value will be an integer below 256: a `sync.Map` then needs no object for it. */
export function mapAssignSmall(m: usize, key: usize): usize {
  const handle = mapAt(m);
  return Model.isSync(handle) ? syncStore(handle, key, STORES_SMALL) : mapAssign(m, key);
}

/** Address of the elem of a key; 0 when absent, or on a race: see the handle's fault. */
export function mapLookup64(m: usize, key: u64): usize {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissLookup64(handle, key) : classicLookup64(handle, key);
}
export function mapLookup32(m: usize, key: u32): usize {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissLookup32(handle, key) : classicLookup32(handle, key);
}
export function mapLookup(m: usize, key: usize): usize {
  const handle = mapAt(m);
  if (Model.isSync(handle)) return syncLookup(handle, key);
  const kind = handle.type.keyKind;
  if (kind == KEY_64) return mapLookup64(m, load<u64>(key));
  if (kind == KEY_32) return mapLookup32(m, load<u32>(key));
  return Model.isSwiss(handle) ? swissLookupBytes(handle, key) : classicLookupBytes(handle, key);
}

/**
 * Makes a string elem own a copy of `length` bytes; what it owned before is given back. False when
 * refused: the elem then stays as it was.
 */
export function mapStoreString(m: usize, elem: usize, address: usize, length: usize): bool {
  return storeString(mapAt(m), elem, address, length);
}

/** Removes a key; false when absent, or on a race: see the handle's fault. */
export function mapDelete64(m: usize, key: u64): bool {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissDelete64(handle, key) : classicDelete64(handle, key);
}
export function mapDelete32(m: usize, key: u32): bool {
  const handle = mapAt(m);
  return Model.isSwiss(handle) ? swissDelete32(handle, key) : classicDelete32(handle, key);
}
export function mapDelete(m: usize, key: usize): bool {
  const handle = mapAt(m);
  if (Model.isSync(handle)) return syncDelete(handle, key);
  const kind = handle.type.keyKind;
  if (kind == KEY_64) return mapDelete64(m, load<u64>(key));
  if (kind == KEY_32) return mapDelete32(m, load<u32>(key));
  return Model.isSwiss(handle) ? swissDeleteBytes(handle, key) : classicDeleteBytes(handle, key);
}

/** Removes every entry, as Go's clear does. */
export function mapClear(m: usize): void {
  const handle = mapAt(m);
  if (Model.isSwiss(handle)) swissClear(handle);
  else classicClear(handle);
}

/** Entries; Go's len, which never checks for races. */
export function mapCount(m: usize): u64 {
  return load<u64>(mapAt(m).header);
}

/** Slots of the current table, to which a load factor refers. */
export function mapSlots(m: MapHandle): u64 {
  if (Model.isSync(m)) return syncSlots(m);
  return Model.isSwiss(m) ? m.slots : (<u64>SLOTS) << (<u64>Classic.header(m).B);
}

/** Where to store the number of the operation about to run (u64); events and faults copy it. */
export function mapOperationAddress(m: usize): usize {
  return m + offsetof<MapHandle>('operation');
}

/** Whether growth events read the clock. */
export function mapSetClock(m: usize, on: u32): void {
  mapAt(m).clockOn = on;
}

/** The fault of the last operation that failed, and the race rule; `mapClearFault` forgets it. */
export function mapFault(m: usize): u32 {
  return mapAt(m).fault;
}
export function mapFaultRule(m: usize): u32 {
  return mapAt(m).faultRule;
}
export function mapFaultOperation(m: usize): u64 {
  return mapAt(m).faultOperation;
}
export function mapRefusedBytes(m: usize): u64 {
  return mapAt(m).refusedBytes;
}
export function mapRefusedPurpose(m: usize): u32 {
  return mapAt(m).refusedPurpose;
}
export function mapClearFault(m: usize): void {
  mapAt(m).fault = FAULT_NONE;
}

/** 1 while old and new table live side by side. */
export function mapIsGrowing(m: usize): u32 {
  return mapAt(m).growing;
}

/** Growths ever started; compare before and after an operation. */
export function mapGrowthsStarted(m: usize): u32 {
  return mapAt(m).growthsStarted;
}

/** Inserts whose first bucket or group had no room, as f64. */
export function mapCollisions(m: usize): f64 {
  return <f64>mapAt(m).collisions;
}

/** Address of Go's own header: hmap or Map. */
export function mapHeader(m: usize): usize {
  return mapAt(m).header;
}

/** The event log: address of the first record, records in it, and events that found it full. */
export function mapEvents(m: usize): usize {
  growthSettle(mapAt(m));
  return mapAt(m).events;
}
export function mapEventCount(m: usize): u32 {
  return mapAt(m).eventCount;
}
export function mapEventsDropped(m: usize): u32 {
  return mapAt(m).eventsDropped;
}
