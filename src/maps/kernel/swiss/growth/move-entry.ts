import { copySmall } from '../../core/copy-small';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { MapType } from '../../core/map-type';
import { GoHash } from '../../hash/go-hash';
import { SwissCounters } from '../counters';
import { Group, Table } from '../swiss-map';

const WORDS_SLOT: usize = 16;
const WORDS_GROUP: usize = 136;

/**
 * Moving entries into tables that were just made: no key twice, no deleted slot, always room.
 * `words` is a constant where these are inlined: keys and elems of 8 bytes have code of their own.
 */
export class MoveEntry {
  @inline
  static groupSize(type: MapType, words: bool): usize {
    return words ? WORDS_GROUP : type.groupSize;
  }

  /** Address of a slot of a group. */
  @inline
  static slot(type: MapType, words: bool, group: usize, slot: usize): usize {
    return words ? group + 8 + slot * WORDS_SLOT : Group.slot(type, group, slot);
  }

  @inline
  static hash(m: MapHandle, words: bool, slot: usize): u64 {
    if (words) return GoHash.of64(load<u64>(slot), m.seeded, m.h1);
    return StoredKey.hash(m, slot);
  }

  @inline
  static into(type: MapType, words: bool, table: Table, hash: u64, from: usize): void {
    const size = MoveEntry.groupSize(type, words);
    const mask = <u32>table.lengthMask;
    const groups = table.groups;
    let offset = (<u32>(hash >> 7)) & mask;
    let group: usize = 0;
    let empty: u32 = 0;
    for (let step: u32 = 1; ; step++) {
      group = groups + <usize>offset * size;
      empty = Group.free(Group.controls(group));
      if (empty != 0) break;
      offset = (offset + step) & mask;
    }
    const slot = <usize>ctz(empty);
    store<u8>(group + slot, <u8>(hash & 0x7f));
    const to = MoveEntry.slot(type, words, group, slot);
    if (words) v128.store(to, v128.load(from));
    else copySmall(to, from, type.swissSlot);
  }

  /** Moves every entry of `old` into `table`. */
  @inline
  static all(m: MapHandle, words: bool, old: Table, table: Table): void {
    const type = m.type;
    const size = MoveEntry.groupSize(type, words);
    const end = old.groups + <usize>(old.lengthMask + 1) * size;
    for (let group = old.groups; group < end; group += size)
      for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
        const slot = MoveEntry.slot(type, words, group, ctz(full));
        MoveEntry.into(type, words, table, MoveEntry.hash(m, words, slot), slot);
      }
    MoveEntry.counted(table, old.used);
  }

  /**
   * Moves every entry of `old` to one of the tables that share its prefix: the next bit of the hash
   * decides, by a select, because no branch predictor can guess it.
   */
  @inline
  static apart(m: MapHandle, words: bool, old: Table, left: Table, right: Table): void {
    const type = m.type;
    const size = MoveEntry.groupSize(type, words);
    const shift: u64 = 64 - left.localDepth;
    let moved: u32 = 0;
    const end = old.groups + <usize>(old.lengthMask + 1) * size;
    for (let group = old.groups; group < end; group += size)
      for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
        const slot = MoveEntry.slot(type, words, group, ctz(full));
        const hash = MoveEntry.hash(m, words, slot);
        const bit = (<u32>(hash >> shift)) & 1;
        moved += bit;
        const table = select<usize>(changetype<usize>(right), changetype<usize>(left), bit);
        MoveEntry.into(type, words, changetype<Table>(table), hash, slot);
      }
    MoveEntry.counted(right, moved);
    MoveEntry.counted(left, old.used - moved);
  }

  /** Accounts for `count` entries moved into a table. */
  @inline
  static counted(table: Table, count: u32): void {
    if (!ASC_NO_ASSERT) assert(table.growthLeft >= count, 'more entries moved than fit');
    table.used += <u16>count;
    table.growthLeft -= <u16>count;
  }
}

/** Moves all entries of a table that another replaces; its tombstones are gone with it. */
export function moveAll(m: MapHandle, old: Table, table: Table): void {
  if (m.type.movesWords) MoveEntry.all(m, true, old, table);
  else MoveEntry.all(m, false, old, table);
  SwissCounters.of(m).tombstones -= old.tombstones();
}

/** Moves all entries of a table that two others replace; its tombstones are gone with it. */
export function moveApart(m: MapHandle, old: Table, left: Table, right: Table): void {
  if (m.type.movesWords) MoveEntry.apart(m, true, old, left, right);
  else MoveEntry.apart(m, false, old, left, right);
  SwissCounters.of(m).tombstones -= old.tombstones();
}
