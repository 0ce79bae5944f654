import { copySmall } from '../../core/copy-small';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { MapType } from '../../core/map-type';
import { GoHash } from '../../hash/go-hash';
import { SwissCounters } from '../counters';
import { Layout, SlotKind } from '../slot-kind';
import { ALL_EMPTY, EMPTY, Group, Table } from '../swiss-map';

/**
 * Moving entries into tables that were just made: no key twice, no deleted slot, always room. What all moves
 * of a growth share is read once, since each of them writes, and what was read before a write is read again.
 */
export class MoveEntry {
  @inline
  static hash(m: MapHandle, kind: SlotKind, slot: usize, seeded: u64, h1: u64): u64 {
    if (kind == SlotKind.Words) return GoHash.of64(load<u64>(slot), seeded, h1);
    return StoredKey.hash(m, slot);
  }

  /**
   * Moves an entry into one of the `mask` + 1 groups at `groups`. Control words are read and written whole:
   * a processor waits where it reads a word of which a byte was just written.
   */
  @inline
  static into(
    type: MapType,
    kind: SlotKind,
    groups: usize,
    mask: usize,
    hash: u64,
    from: usize,
  ): void {
    const size = Layout.groupBytes(type, kind);
    let offset = (<usize>(hash >> 7)) & mask;
    let group = groups + offset * size;
    let controls = load<u64>(group);
    for (let step: usize = 1; (controls & ALL_EMPTY) == 0; step++) {
      offset = (offset + step) & mask;
      group = groups + offset * size;
      controls = load<u64>(group);
    }
    // The slots before the first empty one are full.
    const empty = ctz(controls & ALL_EMPTY) - 7;
    store<u64>(group, controls ^ (((hash & 0x7f) ^ EMPTY) << empty));
    const to = Layout.slot(type, kind, group, <usize>(empty >> 3));
    if (kind == SlotKind.Words) v128.store(to, v128.load(from));
    else copySmall(to, from, type.swissSlot);
  }

  /** Moves every entry of `old` into `table`. */
  @inline
  static all(m: MapHandle, kind: SlotKind, old: Table, table: Table): void {
    const type = m.type;
    const seeded = m.seeded;
    const h1 = m.h1;
    const groups = table.groups;
    const mask = <usize>table.lengthMask;
    const size = Layout.groupBytes(type, kind);
    const end = old.groups + <usize>(old.lengthMask + 1) * size;
    for (let group = old.groups; group < end; group += size)
      for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
        const slot = Layout.slot(type, kind, group, ctz(full));
        const hash = MoveEntry.hash(m, kind, slot, seeded, h1);
        MoveEntry.into(type, kind, groups, mask, hash, slot);
      }
    MoveEntry.counted(table, old.used);
  }

  /**
   * Moves every entry of `old` to one of the tables that share its prefix: the next bit of the hash
   * decides, by a select, because no branch predictor can guess it.
   */
  @inline
  static apart(m: MapHandle, kind: SlotKind, old: Table, left: Table, right: Table): void {
    const type = m.type;
    const seeded = m.seeded;
    const h1 = m.h1;
    const lefts = left.groups;
    const rights = right.groups;
    const mask = <usize>left.lengthMask;
    const shift: u64 = 64 - left.localDepth;
    const size = Layout.groupBytes(type, kind);
    const end = old.groups + <usize>(old.lengthMask + 1) * size;
    let moved: u32 = 0;
    for (let group = old.groups; group < end; group += size)
      for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
        const slot = Layout.slot(type, kind, group, ctz(full));
        const hash = MoveEntry.hash(m, kind, slot, seeded, h1);
        const bit = (<u32>(hash >> shift)) & 1;
        moved += bit;
        MoveEntry.into(type, kind, select<usize>(rights, lefts, bit), mask, hash, slot);
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
  if (m.type.movesWords) MoveEntry.all(m, SlotKind.Words, old, table);
  else MoveEntry.all(m, SlotKind.Bytes, old, table);
  SwissCounters.of(m).tombstones -= old.tombstones();
}

/** Of its own, because it takes a fifth longer where both are inlined in one function. */
function wordsApart(m: MapHandle, old: Table, left: Table, right: Table): void {
  MoveEntry.apart(m, SlotKind.Words, old, left, right);
}

/** Moves all entries of a table that two others replace; its tombstones are gone with it. */
export function moveApart(m: MapHandle, old: Table, left: Table, right: Table): void {
  if (m.type.movesWords) wordsApart(m, old, left, right);
  else MoveEntry.apart(m, SlotKind.Bytes, old, left, right);
  SwissCounters.of(m).tombstones -= old.tombstones();
}
