import { copySmall } from '../copy-small';
import { MapHandle } from '../map-handle';
import { MapType } from '../map-type';
import { Group, Table } from './swiss-map';

/** Writing into tables that were just made: no key twice, no deleted slot, always room. */
export class MoveEntry {
  @inline
  static into(type: MapType, table: Table, hash: u64, from: usize): void {
    const mask = <u32>table.lengthMask;
    const groups = table.groups;
    let offset = (<u32>(hash >> 7)) & mask;
    let group: usize = 0;
    let empty: u32 = 0;
    for (let step: u32 = 1; ; step++) {
      group = groups + <usize>offset * type.groupSize;
      empty = Group.free(Group.controls(group));
      if (empty != 0) break;
      offset = (offset + step) & mask;
    }
    const slot = <usize>ctz(empty);
    store<u8>(group + slot, <u8>(hash & 0x7f));
    copySmall(Group.slot(type, group, slot), from, type.swissSlot);
  }

  /** Accounts for `count` entries moved into a table. */
  @inline
  static counted(table: Table, count: u32): void {
    table.used += <u16>count;
    table.growthLeft -= <u16>count;
  }
}

/** A table replaced another that had tombstones: those are gone. */
export function forgetTombstones(m: MapHandle, old: Table): void {
  m.tombstones -= old.tombstones();
}
