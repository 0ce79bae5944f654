import { releaseElem, releaseKey } from '../core/entry-objects';
import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind } from '../core/map-type';
import { SwissCounters } from './counters';
import { FindSlot, Place } from './find';
import { WritingByte } from './guard-flag';
import { reseedSwiss } from './reseed';
import { SlotKind } from './slot-kind';
import { DELETED, EMPTY, Group, Swiss, SwissMap, Table } from './swiss-map';
import { prunes } from './version';

/** Clears a slot: keys only if they have pointers, elems always. */
function wipe(m: MapHandle, slot: usize): void {
  const type = m.type;
  const elem = slot + type.swissElem;
  if (type.ownsObjects) {
    releaseKey(m, slot);
    releaseElem(m, elem);
  }
  if (type.keyIsIndirect || type.keyHasPointers) memory.fill(slot, 0, type.keySlot);
  if (type.elemSlot == 8) store<u64>(elem, 0);
  else memory.fill(elem, 0, type.elemSlot);
}

/**
 * Frees a slot of a table. Searches end at a group with an empty slot; if this group has none, the
 * slot must keep them going and becomes a tombstone.
 */
function freeSlot(m: MapHandle, map: SwissMap, table: Table, place: usize): void {
  if (!ASC_NO_ASSERT) assert(table.used > 0, 'entry deleted from an empty table');
  table.used--;
  if (Group.empty(Group.controls(Place.group(place))) != 0) {
    store<u8>(place, EMPTY);
    table.growthLeft++;
    return;
  }
  store<u8>(place, DELETED);
  SwissCounters.of(m).tombstones++;
  if (prunes(m)) map.tombstonePossible = true;
}

class Delete {
  @inline
  static run(m: MapHandle, kind: SlotKind, hash: u64, word: u64, key: usize): bool {
    const map = Swiss.header(m);
    if (map.used == 0) return false;
    if (!WritingByte.mayWrite(m, map)) return false;
    WritingByte.enter(map);
    const removed =
      map.dirLen == 0
        ? Delete.inSmall(m, map, kind, hash, word, key)
        : Delete.inTable(m, map, kind, hash, word, key);
    if (removed && map.used == 0) reseedSwiss(m);
    return WritingByte.leave(m, map) && removed;
  }

  @inline
  private static inSmall(
    m: MapHandle,
    map: SwissMap,
    kind: SlotKind,
    hash: u64,
    word: u64,
    key: usize,
  ): bool {
    const type = m.type;
    const group = map.dirPtr;
    const controls = Group.controls(group);
    const place = FindSlot.inGroup(type, kind, group, controls, Group.tag(hash), word, key);
    if (place == 0) return false;
    map.used--;
    wipe(m, Place.slot(type, kind, place));
    store<u8>(place, EMPTY);
    return true;
  }

  @inline
  private static inTable(
    m: MapHandle,
    map: SwissMap,
    kind: SlotKind,
    hash: u64,
    word: u64,
    key: usize,
  ): bool {
    const place = FindSlot.inTable(m.type, map, kind, hash, word, key);
    if (place == 0) return false;
    map.used--;
    wipe(m, Place.slot(m.type, kind, place));
    freeSlot(m, map, map.tableOf(hash), place);
    return true;
  }
}

/** Removes an 8-byte key with its hash; false when absent, or on a race (see the handle's fault). */
export function swissDelete64(m: MapHandle, key: u64, hash: u64): bool {
  return Delete.run(m, SlotKind.Word64, hash, key, 0);
}

/** As `swissDelete64`, for 4-byte keys. */
export function swissDelete32(m: MapHandle, key: u32, hash: u64): bool {
  return Delete.run(m, SlotKind.Word32, hash, key, 0);
}

/** As `swissDelete64`, for plain memory or the 16-byte string header at an address. */
export function swissDeleteBytes(m: MapHandle, key: usize, hash: u64): bool {
  return Delete.run(m, SlotKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. A map without entries hashes nothing. */
export function swissDelete(m: MapHandle, key: usize): bool {
  if (Swiss.header(m).used == 0) return false;
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return swissDelete64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return swissDelete32(m, load<u32>(key), hash);
    default:
      return swissDeleteBytes(m, key, hash);
  }
}
