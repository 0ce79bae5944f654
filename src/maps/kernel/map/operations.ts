// The operations of every map: one switch each, by the model. Keys of 8 and 4 bytes may come by value,
// but for a `sync.Map`, which takes every key by its address.
import * as classic from '../classic/family';
import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';
import { Model } from '../core/model';
import { storeString } from '../core/string-data';
import { GoHash } from '../hash/go-hash';
import * as swiss from '../swiss/family';
import { Stores } from '../sync/box';
import * as sync from '../sync/family';
import { mapAt } from './lifecycle';

/**
 * The operations of a Go map on a key whose hash is known. Whoever calls them millions of times is left
 * with the code of its kind of key; inserts and look-ups of 8-byte keys are that code itself.
 */
export class Hashed {
  @inline
  static assign64(m: MapHandle, key: u64, hash: u64): usize {
    return m.model == Model.Swiss
      ? swiss.Assign.run(m, swiss.SlotKind.Word64, hash, key, 0)
      : classic.Assign.run(m, KeyKind.Word64, hash, key, 0);
  }
  @inline
  static assign32(m: MapHandle, key: u32, hash: u64): usize {
    return m.model == Model.Swiss ? swiss.assign32(m, key, hash) : classic.assign32(m, key, hash);
  }
  @inline
  static assignBytes(m: MapHandle, key: usize, hash: u64): usize {
    return m.model == Model.Swiss
      ? swiss.assignBytes(m, key, hash)
      : classic.assignBytes(m, key, hash);
  }

  @inline
  static lookup64(m: MapHandle, key: u64, hash: u64): usize {
    return m.model == Model.Swiss
      ? swiss.Find.read(m, swiss.SlotKind.Word64, hash, key, 0)
      : classic.Find.read(m, KeyKind.Word64, hash, key, 0);
  }
  @inline
  static lookup32(m: MapHandle, key: u32, hash: u64): usize {
    return m.model == Model.Swiss ? swiss.lookup32(m, key, hash) : classic.lookup32(m, key, hash);
  }
  @inline
  static lookupBytes(m: MapHandle, key: usize, hash: u64): usize {
    return m.model == Model.Swiss
      ? swiss.lookupBytes(m, key, hash)
      : classic.lookupBytes(m, key, hash);
  }

  @inline
  static remove64(m: MapHandle, key: u64, hash: u64): bool {
    return m.model == Model.Swiss ? swiss.remove64(m, key, hash) : classic.remove64(m, key, hash);
  }
  @inline
  static remove32(m: MapHandle, key: u32, hash: u64): bool {
    return m.model == Model.Swiss ? swiss.remove32(m, key, hash) : classic.remove32(m, key, hash);
  }
  @inline
  static removeBytes(m: MapHandle, key: usize, hash: u64): bool {
    return m.model == Model.Swiss
      ? swiss.removeBytes(m, key, hash)
      : classic.removeBytes(m, key, hash);
  }
}

/** Address of the elem of a key, inserted if absent; 0 when refused: see the handle's fault. */
export function mapAssign(m: usize, key: usize): usize {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.assign(handle, key);
    case Model.Swiss:
      return swiss.assign(handle, key);
    default:
      return sync.assign(handle, key, Stores.Any);
  }
}
export function mapAssign64(m: usize, key: u64): usize {
  const handle = mapAt(m);
  const hash = GoHash.of64(key, handle.seeded, handle.h1);
  return handle.model == Model.Swiss
    ? swiss.assign64(handle, key, hash)
    : classic.assign64(handle, key, hash);
}
export function mapAssign32(m: usize, key: u32): usize {
  const handle = mapAt(m);
  return Hashed.assign32(handle, key, GoHash.of32(key, handle.seeded, handle.h1));
}

/** The same where the value will be an integer below 256: a `sync.Map` then needs no object for it. */
export function mapAssignSmall(m: usize, key: usize): usize {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.SyncOld:
    case Model.SyncTrie:
      return sync.assign(handle, key, Stores.Small);
    default:
      return mapAssign(m, key);
  }
}

/** Address of the elem of a key; 0 when absent, or on a race: see the handle's fault. */
export function mapLookup(m: usize, key: usize): usize {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.lookup(handle, key);
    case Model.Swiss:
      return swiss.lookup(handle, key);
    default:
      return sync.lookup(handle, key);
  }
}
export function mapLookup64(m: usize, key: u64): usize {
  const handle = mapAt(m);
  const hash = GoHash.of64(key, handle.seeded, handle.h1);
  return handle.model == Model.Swiss
    ? swiss.lookup64(handle, key, hash)
    : classic.lookup64(handle, key, hash);
}
export function mapLookup32(m: usize, key: u32): usize {
  const handle = mapAt(m);
  return Hashed.lookup32(handle, key, GoHash.of32(key, handle.seeded, handle.h1));
}

/** Removes a key; false when absent, or on a race: see the handle's fault. */
export function mapDelete(m: usize, key: usize): bool {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.remove(handle, key);
    case Model.Swiss:
      return swiss.remove(handle, key);
    default:
      return sync.remove(handle, key);
  }
}
export function mapDelete64(m: usize, key: u64): bool {
  const handle = mapAt(m);
  return Hashed.remove64(handle, key, GoHash.of64(key, handle.seeded, handle.h1));
}
export function mapDelete32(m: usize, key: u32): bool {
  const handle = mapAt(m);
  return Hashed.remove32(handle, key, GoHash.of32(key, handle.seeded, handle.h1));
}

/** Removes every entry, as Go's clear does. A `sync.Map` may be refused its new root: see the fault. */
export function mapClear(m: usize): void {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.clear(handle);
    case Model.Swiss:
      return swiss.clear(handle);
    default:
      return sync.clear(handle);
  }
}

/**
 * Makes a string elem own a copy of `length` bytes; what it owned before is given back. False when
 * refused: the elem then stays as it was.
 */
export function mapStoreString(m: usize, elem: usize, address: usize, length: usize): bool {
  return storeString(mapAt(m), elem, address, length);
}

/** Entries; Go's len, which never checks for races. The count stands first in every header. */
export function mapCount(m: usize): u64 {
  return load<u64>(mapAt(m).header);
}

/** Slots of the current tables, to which a load factor refers. */
export function mapSlots(m: MapHandle): u64 {
  switch (m.model) {
    case Model.Classic:
      return classic.slots(m);
    case Model.Swiss:
      return swiss.slots(m);
    default:
      return sync.slots(m);
  }
}

/** Address of the elem of a key in a map that was raced; 0 when the map no longer finds it. */
export function racedLookup(m: MapHandle, key: usize): usize {
  switch (m.model) {
    case Model.Classic:
      return classic.racedLookup(m, key);
    case Model.Swiss:
      return swiss.racedLookup(m, key);
    default:
      // No race is ever let into a `sync.Map`.
      unreachable();
      return 0;
  }
}
