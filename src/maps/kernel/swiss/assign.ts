import { fillEntry } from '../core/entry-objects';
import { Fault, RaceRule } from '../core/fault';
import { growthStalled } from '../core/growth-log';
import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, MapType, SLOTS } from '../core/map-type';
import { SwissCounters } from './counters';
import { FindSlot, Place } from './find';
import { WritingByte } from './guard-flag';
import { pruneTombstones } from './growth/prune';
import { rehash } from './growth/rehash';
import { firstGroup, growToTable } from './growth/small-map';
import { Layout, SlotKind } from './slot-kind';
import { Group, Swiss, SwissMap, Table } from './swiss-map';
import { growsOnOverwrite, prunesOnInsert } from './version';

/** Room for one more in a table whose slots are used up. False when memory is refused. */
function makeRoom(m: MapHandle, map: SwissMap, table: Table): bool {
  return (prunesOnInsert(m) && pruneTombstones(m, table)) || rehash(m, map, table);
}

export class Assign {
  @inline
  static run(m: MapHandle, kind: SlotKind, hash: u64, word: u64, key: usize): usize {
    const map = Swiss.header(m);
    if (!WritingByte.mayWrite(m, map)) return 0;
    WritingByte.enter(map);
    let grew = false;
    if (map.dirLen == 0) {
      if (map.dirPtr == 0 && !firstGroup(m, map)) return Assign.leave(m, map, 0, false);
      if (map.used < SLOTS || !growsOnOverwrite(m)) {
        const group = map.dirPtr;
        const elem = Assign.inSmall(m, map, group, kind, hash, word, key);
        if (elem != 0 || map.used < SLOTS) return Assign.leave(m, map, elem, false);
      }
      if (!growToTable(m, map)) return Assign.leave(m, map, 0, false);
      grew = true;
    }
    return Assign.inTable(m, map, kind, hash, word, key, grew);
  }

  /** 0 when the group is full, or on a fault. */
  @inline
  private static inSmall(
    m: MapHandle,
    map: SwissMap,
    group: usize,
    kind: SlotKind,
    hash: u64,
    word: u64,
    key: usize,
  ): usize {
    const type = m.type;
    const controls = Group.controls(group);
    const found = FindSlot.inGroup(type, kind, group, controls, Group.tag(hash), word, key);
    if (found != 0) return Place.elem(type, kind, found);
    if (map.used == SLOTS) return 0;
    const free = Group.free(controls);
    if (free == 0) {
      m.fail(Fault.ConcurrentWrites, RaceRule.NoEmptySlot);
      return 0;
    }
    const place = group | (<usize>ctz(free));
    if (!Assign.storeKey(m, type, kind, Place.slot(type, kind, place), word, key)) return 0;
    store<u8>(place, <u8>(hash & 0x7f));
    map.used++;
    return Place.elem(type, kind, place);
  }

  @inline
  private static inTable(
    m: MapHandle,
    map: SwissMap,
    kind: SlotKind,
    hash: u64,
    word: u64,
    key: usize,
    grewBefore: bool,
  ): usize {
    const type = m.type;
    const tag = Group.tag(hash);
    let grew = grewBefore;
    for (;;) {
      const table = map.tableOf(hash);
      const groups = table.groups;
      const mask = <u32>table.lengthMask;
      let offset = (<u32>(hash >> 7)) & mask;
      let place: usize = 0;
      let reuses = true;
      for (let step: u32 = 1; ; step++) {
        const group = groups + <usize>offset * Layout.groupBytes(type, kind);
        const controls = Group.controls(group);
        const found = FindSlot.inGroup(type, kind, group, controls, tag, word, key);
        if (found != 0) return Assign.leave(m, map, Place.elem(type, kind, found), grew);
        const empty = Group.empty(controls);
        if (empty != 0) {
          if (place == 0) {
            reuses = false;
            place = group | (<usize>ctz(empty));
          }
          break;
        }
        // The first deleted slot on the way is taken, but the key may still come behind it.
        const free = Group.free(controls);
        if (free != 0 && place == 0) place = group | (<usize>ctz(free));
        offset = (offset + step) & mask;
      }
      if (!reuses && table.growthLeft == 0) {
        if (!makeRoom(m, map, table)) return Assign.leave(m, map, 0, grew);
        grew = true;
        continue;
      }
      const slot = Place.slot(type, kind, place);
      if (!Assign.storeKey(m, type, kind, slot, word, key)) return Assign.leave(m, map, 0, grew);
      store<u8>(place, <u8>(hash & 0x7f));
      const first = (<usize>(hash >> 7)) & mask;
      if ((place & ~7) != groups + first * Layout.groupBytes(type, kind)) m.collisions++;
      if (reuses) SwissCounters.of(m).tombstones--;
      else table.growthLeft--;
      table.used++;
      map.used++;
      return Assign.leave(m, map, Layout.elem(type, kind, slot), grew);
    }
  }

  /** Ends an assign: the caller stores the value after the flag is cleared, as in Go. */
  @inline
  private static leave(m: MapHandle, map: SwissMap, elem: usize, grew: bool): usize {
    if (grew) growthStalled(m);
    return WritingByte.leave(m, map) ? elem : 0;
  }

  @inline
  private static storeKey(
    m: MapHandle,
    type: MapType,
    kind: SlotKind,
    slot: usize,
    word: u64,
    key: usize,
  ): bool {
    if (kind == SlotKind.Word64 || kind == SlotKind.Words) store<u64>(slot, word);
    else if (kind == SlotKind.Word32) store<u32>(slot, <u32>word);
    else return fillEntry(m, slot, slot + type.swissElem, key);
    if (kind == SlotKind.Words) return true;
    return !type.elemIsIndirect || fillEntry(m, slot, slot + type.swissElem, slot);
  }
}

/**
 * Address of the elem for an 8-byte key with its hash, inserted if absent; 0 when refused (see the
 * handle's fault). The caller stores the value.
 */
export function swissAssign64(m: MapHandle, key: u64, hash: u64): usize {
  return Assign.run(m, SlotKind.Word64, hash, key, 0);
}

/** As `swissAssign64`, for 4-byte keys. */
export function swissAssign32(m: MapHandle, key: u32, hash: u64): usize {
  return Assign.run(m, SlotKind.Word32, hash, key, 0);
}

/** As `swissAssign64`, for plain memory or the 16-byte string header at an address; it is copied. */
export function swissAssignBytes(m: MapHandle, key: usize, hash: u64): usize {
  return Assign.run(m, SlotKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. */
export function swissAssign(m: MapHandle, key: usize): usize {
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return swissAssign64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return swissAssign32(m, load<u32>(key), hash);
    default:
      return swissAssignBytes(m, key, hash);
  }
}
