// A range loop over a Swiss map, see "Iteration" in docs/iteration.md.
import { isNaNKey } from '../core/keys/hash-key';
import { MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { Walk } from '../core/walk';
import { swissLookup } from './find';
import { WritingByte } from './guard-flag';
import { EMPTY, Group, STALE, Swiss, SwissMap, Table } from './swiss-map';

/** Begins a loop at two random words: one turns the slots of every table, one the directory. */
export function swissWalk(walk: Walk, m: MapHandle, slots: u64, directory: u64): void {
  const map = Swiss.header(m);
  walk.map = changetype<usize>(m);
  walk.place = 0;
  walk.slot = 0;
  walk.isSmall = true;
  if (map.used == 0 || !WritingByte.mayRead(m, map)) return;
  walk.slotOffset = slots;
  walk.turn = directory;
  walk.index = 0;
  walk.depth = map.globalDepth;
  walk.clearSeq = map.clearSeq;
  walk.isSmall = map.dirLen == 0;
  if (walk.isSmall) walk.place = map.dirPtr;
}

/** Visits the next entry; false behind the last one. */
export function swissWalkOn(walk: Walk): bool {
  const m = walk.handle();
  const map = Swiss.header(m);
  if (!walk.isSmall) return tablesOn(walk, m, map);
  return smallOn(walk, m, map);
}

function tablesOn(walk: Walk, m: MapHandle, map: SwissMap): bool {
  const doublings: u64 = map.globalDepth - walk.depth;
  walk.index <<= doublings;
  walk.turn <<= doublings;
  walk.depth = map.globalDepth;
  while (walk.index < map.dirLen) {
    if (walk.place == 0) openTable(walk, map);
    const table = changetype<Table>(walk.place);
    if (tableOn(walk, m, map, table)) return true;
    // A table that others took the place of stands for all of those.
    walk.index += map.span(table);
    walk.place = 0;
    walk.slot = 0;
  }
  return false;
}

/** The table of the next directory entry; the first may lie in the middle of a table's run. */
function openTable(walk: Walk, map: SwissMap): void {
  const entry = (walk.index + walk.turn) & (map.dirLen - 1);
  const table = map.table(entry);
  walk.turn -= entry - table.index;
  walk.place = changetype<usize>(table);
}

/** Visits what a slot has, or had before its groups were given up; false where that is gone. */
function visit(walk: Walk, m: MapHandle, map: SwissMap, slot: usize, isCurrent: bool): bool {
  walk.key = m.type.keyIsIndirect ? load<usize>(slot) : slot;
  walk.elem = isCurrent ? Group.elem(m.type, slot) : elemNow(walk, m, map, slot);
  return walk.elem != 0;
}

/** The slots of the group with which a small map began, one by one. */
function smallOn(walk: Walk, m: MapHandle, map: SwissMap): bool {
  const group = walk.place;
  if (group == 0) return false;
  while (walk.slot < SLOTS) {
    const at = <usize>((walk.slot + walk.slotOffset) & (SLOTS - 1));
    walk.slot++;
    if (load<u8>(group + at) >= EMPTY) continue;
    if (visit(walk, m, map, Group.slot(m.type, group, at), map.dirLen == 0)) return true;
  }
  return false;
}

/**
 * Goes on over the slots of a table. The slot that comes first is looked at by itself. If nothing is there,
 * the full slots of each group are seen at once, and the loop already stands at the next of them when it
 * visits one: what comes into an empty slot between them meanwhile is passed over, as in Go.
 */
function tableOn(walk: Walk, m: MapHandle, map: SwissMap, table: Table): bool {
  const type = m.type;
  const mask = <u64>table.capacity - 1;
  const isCurrent = table.index != STALE;
  if (walk.slot > mask) return false;
  const first = (walk.slot + walk.slotOffset) & mask;
  const firstGroup = table.groups + <usize>(first >> 3) * type.groupSize;
  const firstSlot = <usize>(first & 7);
  walk.slot++;
  if (
    load<u8>(firstGroup + firstSlot) < EMPTY &&
    visit(walk, m, map, Group.slot(type, firstGroup, firstSlot), isCurrent)
  )
    return true;
  while (walk.slot <= mask) {
    const at = (walk.slot + walk.slotOffset) & mask;
    const group = table.groups + <usize>(at >> 3) * type.groupSize;
    const skipped = (<u32>at) & 7;
    let full = Group.full(Group.controls(group)) & (0xff << skipped);
    // Where the loop would stand at the start of the next group.
    const next = walk.slot + SLOTS - skipped;
    while (full != 0) {
      const slot = ctz(full);
      if (next - SLOTS + slot > mask) break;
      full &= full - 1;
      walk.slot = full == 0 ? next : next - SLOTS + ctz(full);
      if (visit(walk, m, map, Group.slot(type, group, slot), isCurrent)) return true;
    }
    walk.slot = next;
  }
  return false;
}

/** The elem that the map has now for the key of a slot that it left behind; 0 when it has none. */
function elemNow(walk: Walk, m: MapHandle, map: SwissMap, slot: usize): usize {
  // No search finds a NaN, which only a clear removes.
  if (isNaNKey(m.type, walk.key))
    return walk.clearSeq == map.clearSeq ? Group.elem(m.type, slot) : 0;
  return swissLookup(m, walk.key);
}
