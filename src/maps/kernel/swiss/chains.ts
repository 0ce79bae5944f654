import { ChainsRecord } from '../core/chains-record';
import { MapHandle } from '../core/map-handle';
import { nextTable } from './clear';
import { Group, Swiss, Table } from './swiss-map';

/** Groups that a search for an absent key visits when it starts at `index`. */
export function groupsToEmpty(m: MapHandle, table: Table, index: u32): u32 {
  const mask = <u32>table.lengthMask;
  let offset = index;
  for (let step: u32 = 1; step <= mask + 1; step++) {
    const group = table.groups + <usize>offset * m.type.groupSize;
    if (Group.empty(Group.controls(group)) != 0) return step;
    offset = (offset + step) & mask;
  }
  return mask + 1;
}

/** A Swiss map has no chains: each group counts as one, as long as a miss that starts there. */
export function swissChains(m: MapHandle, address: usize, bins: u32): void {
  const map = Swiss.header(m);
  const out = changetype<ChainsRecord>(address);
  out.reset(bins);
  if (map.dirPtr == 0) return;
  if (map.dirLen == 0) {
    out.add(popcnt(Group.full(Group.controls(map.dirPtr))), 1, bins);
    return;
  }
  for (let i: u64 = 0; i < map.dirLen; i = nextTable(map, i)) {
    const table = map.table(i);
    for (let index: u32 = 0; index <= <u32>table.lengthMask; index++) {
      const group = table.groups + <usize>index * m.type.groupSize;
      const entries = popcnt(Group.full(Group.controls(group)));
      out.add(entries, groupsToEmpty(m, table, index), bins);
    }
  }
}
