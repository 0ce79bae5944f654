import { hashKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { KeyKind, MapType } from '../core/map-type';
import { WritingByte } from './guard-flag';
import { SlotKey } from './slot-key';
import { Layout, SlotKind } from './slot-kind';
import { Group, Swiss, SwissMap } from './swiss-map';

/**
 * Where a key lies: the address of its slot's control byte. Groups are 8-byte aligned, so it tells
 * both group and slot. 0 = absent.
 */
export class Place {
  @inline
  static group(place: usize): usize {
    return place & ~7;
  }

  @inline
  static slot(type: MapType, kind: SlotKind, place: usize): usize {
    return Layout.slot(type, kind, place & ~7, place & 7);
  }

  @inline
  static elem(type: MapType, kind: SlotKind, place: usize): usize {
    return Layout.elem(type, kind, Place.slot(type, kind, place));
  }
}

export class FindSlot {
  /** Place of a key in one group; 0 when it is not there. */
  @inline
  static inGroup(
    type: MapType,
    kind: SlotKind,
    group: usize,
    controls: v128,
    tag: v128,
    word: u64,
    key: usize,
  ): usize {
    for (let match = Group.tagged(controls, tag); match != 0; match &= match - 1) {
      const slot = <usize>ctz(match);
      if (SlotKey.equals(type, kind, Layout.slot(type, kind, group, slot), word, key))
        return group | slot;
    }
    return 0;
  }

  /** A search ends at the first group that has an empty slot. */
  @inline
  static inTable(
    type: MapType,
    map: SwissMap,
    kind: SlotKind,
    hash: u64,
    word: u64,
    key: usize,
  ): usize {
    const table = map.tableOf(hash);
    const groups = table.groups;
    const mask = <u32>table.lengthMask;
    const tag = Group.tag(hash);
    let offset = (<u32>(hash >> 7)) & mask;
    let place: usize = 0;
    for (let step: u32 = 1; ; step++) {
      const group = groups + <usize>offset * Layout.groupBytes(type, kind);
      const controls = Group.controls(group);
      place = FindSlot.inGroup(type, kind, group, controls, tag, word, key);
      if (place != 0 || Group.empty(controls) != 0) break;
      offset = (offset + step) & mask;
    }
    return place;
  }

  @inline
  static read(m: MapHandle, kind: SlotKind, hash: u64, word: u64, key: usize): usize {
    const map = Swiss.header(m);
    if (map.used == 0) return 0;
    if (!WritingByte.mayRead(m, map)) return 0;
    const type = m.type;
    let place: usize = 0;
    if (map.dirLen == 0) {
      const group = map.dirPtr;
      const controls = Group.controls(group);
      place = FindSlot.inGroup(type, kind, group, controls, Group.tag(hash), word, key);
    } else place = FindSlot.inTable(type, map, kind, hash, word, key);
    return place == 0 ? 0 : Place.elem(type, kind, place);
  }
}

/**
 * Address of the elem of an 8-byte key with its hash; 0 when absent, or on a race (see the handle's
 * fault).
 */
export function swissLookup64(m: MapHandle, key: u64, hash: u64): usize {
  return FindSlot.read(m, SlotKind.Word64, hash, key, 0);
}

/** As `swissLookup64`, for 4-byte keys. */
export function swissLookup32(m: MapHandle, key: u32, hash: u64): usize {
  return FindSlot.read(m, SlotKind.Word32, hash, key, 0);
}

/** As `swissLookup64`, for plain memory or the 16-byte string header at an address. */
export function swissLookupBytes(m: MapHandle, key: usize, hash: u64): usize {
  return FindSlot.read(m, SlotKind.Bytes, hash, 0, key);
}

/** By the address of the key, of any kind. A map without entries hashes nothing. */
export function swissLookup(m: MapHandle, key: usize): usize {
  if (Swiss.header(m).used == 0) return 0;
  const hash = hashKey(m, key);
  switch (m.type.keyKind) {
    case KeyKind.Word64:
      return swissLookup64(m, load<u64>(key), hash);
    case KeyKind.Word32:
      return swissLookup32(m, load<u32>(key), hash);
    default:
      return swissLookupBytes(m, key, hash);
  }
}
