import { MapHandle } from '../core/map-handle';
import { MapType, SLOTS } from '../core/map-type';

export const MAP_BYTES: usize = 48;
export const TABLE_BYTES: usize = 32;
export const LARGEST_TABLE: u32 = 1024;
/** Capacity of the first table of a map that outgrows its single group. */
export const FIRST_TABLE: u32 = 16;

/** Index of a table that others took the place of. */
export const STALE: u64 = -1;

/** Control bytes of a slot; a full slot has the low 7 bits of the hash. */
export const EMPTY: u8 = 0x80;
export const DELETED: u8 = 0xfe;
/** Control word of a group without entries. */
export const ALL_EMPTY: u64 = 0x8080808080808080;

/** Go's Swiss map header, byte for byte. Pointers are 64-bit; their high half is always 0 here. */
@unmanaged
export class SwissMap {
  used: u64;
  seed: u64;
  /** The only group while `dirLen` is 0 (0 = none yet), else the directory. */
  dirPtr: usize;
  private dirPtrHigh: u32;
  dirLen: u64;
  globalDepth: u8;
  globalShift: u8;
  writing: u8;
  tombstonePossible: bool;
  clearSeq: u64;

  table(index: u64): Table {
    return changetype<Table>(load<usize>(this.dirPtr + ((<usize>index) << 3)));
  }

  /** Directory entries that point to a table. */
  span(table: Table): u64 {
    const doublings: u64 = this.globalDepth - table.localDepth;
    return (<u64>1) << doublings;
  }

  /** The top bits of the hash choose; the shift is split, because 64 would mean none at depth 0. */
  @inline
  tableOf(hash: u64): Table {
    const index = (hash >> 1) >> (<u64>this.globalShift - 1);
    return changetype<Table>(load<usize>(this.dirPtr + ((<usize>index) << 3)));
  }
}

/** Go's table: one open-addressed array of groups. */
@unmanaged
export class Table {
  used: u16;
  capacity: u16;
  growthLeft: u16;
  localDepth: u8;
  /** First directory entry. */
  index: u64;
  groups: usize;
  private groupsHigh: u32;
  /** Groups - 1. */
  lengthMask: u64;

  /** Deleted slots that still count as used. */
  tombstones(): u32 {
    return fullLoad(this.capacity) - this.used - this.growthLeft;
  }
}

/** Inserts that a table without tombstones takes: 7 of 8 slots. */
export function fullLoad(capacity: u32): u32 {
  return capacity <= SLOTS ? capacity - 1 : (capacity * 7) >> 3;
}

/** All eight control bytes of a group at once; answers are bit sets of slots. */
export class Group {
  @inline
  static controls(group: usize): v128 {
    return v128.load64_zero(group);
  }

  @inline
  static tag(hash: u64): v128 {
    return i8x16.splat(<i8>(hash & 0x7f));
  }

  @inline
  static tagged(controls: v128, tag: v128): u32 {
    return i8x16.bitmask(i8x16.eq(controls, tag)) & 0xff;
  }

  @inline
  static empty(controls: v128): u32 {
    return i8x16.bitmask(i8x16.eq(controls, i8x16.splat(<i8>EMPTY)));
  }

  @inline
  static deleted(controls: v128): u32 {
    return i8x16.bitmask(i8x16.eq(controls, i8x16.splat(<i8>DELETED)));
  }

  /** Empty or deleted: the top bit. */
  @inline
  static free(controls: v128): u32 {
    return i8x16.bitmask(controls);
  }

  @inline
  static full(controls: v128): u32 {
    return i8x16.bitmask(controls) ^ 0xff;
  }

  /** Address of a slot: its key stands first. */
  @inline
  static slot(type: MapType, group: usize, slot: usize): usize {
    return group + SLOTS + slot * type.swissSlot;
  }

  /** Address of the elem: in the slot, or the object that the slot points to. */
  @inline
  static elem(type: MapType, slot: usize): usize {
    const elem = slot + type.swissElem;
    return type.elemIsIndirect ? load<usize>(elem) : elem;
  }
}

/** The header of a Swiss map. */
export class Swiss {
  @inline
  static header(m: MapHandle): SwissMap {
    return changetype<SwissMap>(m.header);
  }
}
