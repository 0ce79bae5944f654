// A range loop over a Swiss map, see "Iteration" in docs/iteration.md.
import { MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { Walk } from '../core/walk';
import { WritingByte } from './guard-flag';
import { EMPTY, Group, Swiss, SwissMap, Table } from './swiss-map';

/** Begins a loop at two random words: one turns the slots of every table, one the directory. */
export function swissWalk(walk: Walk, m: MapHandle, slots: u64, directory: u64): void {
  const map = Swiss.header(m);
  walk.map = changetype<usize>(m);
  walk.place = 0;
  walk.left = 0;
  if (map.used == 0 || !WritingByte.mayRead(m, map)) return;
  walk.slotOffset = slots;
  walk.slot = 0;
  walk.index = directory;
  // The only group of a small map counts as one table.
  walk.left = max<u64>(map.dirLen, 1);
}

/** The table of the next directory entry; the first may lie in the middle of a table's run. */
function openTable(walk: Walk, map: SwissMap): void {
  walk.slot = 0;
  if (map.dirLen == 0) {
    walk.place = map.dirPtr;
    walk.left = 0;
    return;
  }
  const table = map.table(walk.index & (map.dirLen - 1));
  walk.place = changetype<usize>(table);
  const span = map.span(table);
  walk.index = table.index + span;
  walk.left -= min(span, walk.left);
}

/** Visits the next entry; false behind the last one. */
export function swissWalkOn(walk: Walk): bool {
  const m = walk.handle();
  const map = Swiss.header(m);
  while (walk.place != 0 || walk.left > 0) {
    if (walk.place == 0) openTable(walk, map);
    const isSmall = map.dirLen == 0;
    const slots: u64 = isSmall ? SLOTS : changetype<Table>(walk.place).capacity;
    const groups = isSmall ? walk.place : changetype<Table>(walk.place).groups;
    while (walk.slot < slots) {
      const at = (walk.slot + walk.slotOffset) & (slots - 1);
      walk.slot++;
      const group = groups + <usize>(at >> 3) * m.type.groupSize;
      if (load<u8>(group + <usize>(at & 7)) >= EMPTY) continue;
      visit(walk, m, Group.slot(m.type, group, <usize>(at & 7)));
      return true;
    }
    walk.place = 0;
  }
  return false;
}

function visit(walk: Walk, m: MapHandle, slot: usize): void {
  walk.key = m.type.keyIsIndirect ? load<usize>(slot) : slot;
  walk.elem = Group.elem(m.type, slot);
}
