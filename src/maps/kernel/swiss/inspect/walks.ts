// Walks over every group, for reports.
import { ChainsRecord } from '../../core/records/chains-record';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { QualityRecord } from '../../core/records/quality-record';
import { nextTable } from '../clear';
import { SwissCounters } from '../counters';
import { Group, LARGEST_TABLE, Swiss, SwissMap, Table } from '../swiss-map';

/** Groups that a search for an absent key visits when it starts at `index`. */
function groupsToEmpty(m: MapHandle, table: Table, index: u32): u32 {
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
export function swissChains(m: MapHandle, out: ChainsRecord, bins: u32): void {
  const map = Swiss.header(m);
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

/** Slots of a group with the tag of a hash, among the first `slots`. */
function tagged(group: usize, hash: u64, slots: u32): u32 {
  const all = Group.tagged(Group.controls(group), Group.tag(hash));
  return popcnt(all & ((1 << slots) - 1));
}

/** Counts an entry that lies in another group than the first of its search. */
function countMoved(
  m: MapHandle,
  table: Table,
  home: u32,
  index: u32,
  hash: u64,
  out: QualityRecord,
): void {
  const mask = <u32>table.lengthMask;
  let offset = home;
  let step: u32 = 1;
  for (; offset != index && step <= mask; step++) {
    out.tagFalsePositives += tagged(table.groups + <usize>offset * m.type.groupSize, hash, SLOTS);
    offset = (offset + step) & mask;
  }
  out.hits(step, 1);
}

function walkTable(m: MapHandle, table: Table, out: QualityRecord): void {
  const type = m.type;
  const mask = <u32>table.lengthMask;
  const homes = out.counters();
  memory.fill(homes, 0, (<usize>(mask + 1)) << 2);
  let and = out.hashAnd;
  let or = out.hashOr;
  let unmoved: u32 = 0;
  let falsePositives: u32 = 0;
  for (let index: u32 = 0; index <= mask; index++) {
    const group = table.groups + <usize>index * type.groupSize;
    for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
      const slot = ctz(full);
      const hash = StoredKey.hash(m, Group.slot(type, group, slot));
      const home = (<u32>(hash >> 7)) & mask;
      and &= hash;
      or |= hash;
      const counter = homes + ((<usize>home) << 2);
      store<u32>(counter, load<u32>(counter) + 1);
      falsePositives += tagged(group, hash, slot);
      if (home == index) unmoved++;
      else countMoved(m, table, home, index, hash, out);
    }
  }
  out.hashAnd = and;
  out.hashOr = or;
  out.tagFalsePositives += falsePositives;
  out.hits(1, unmoved);
  for (let index: u32 = 0; index <= mask; index++)
    out.home(load<u32>(homes + ((<usize>index) << 2)));
  out.expect(mask + 1, table.used);
}

/** Absent keys spread over the tables by the directory, and evenly over the groups of a table. */
function walkMisses(m: MapHandle, map: SwissMap, table: Table, out: QualityRecord): void {
  const groups = <u32>table.lengthMask + 1;
  const weight = <f64>map.span(table) * (<f64>(LARGEST_TABLE / SLOTS) / groups);
  for (let index: u32 = 0; index < groups; index++)
    out.miss(groupsToEmpty(m, table, index), weight);
}

function walkSmall(m: MapHandle, group: usize, out: QualityRecord): void {
  const entries = Group.full(Group.controls(group));
  for (let full = entries; full != 0; full &= full - 1) {
    const slot = ctz(full);
    const hash = StoredKey.hash(m, Group.slot(m.type, group, slot));
    out.hashAnd &= hash;
    out.hashOr |= hash;
    out.tagFalsePositives += tagged(group, hash, slot);
  }
  out.hits(1, popcnt(entries));
  out.home(popcnt(entries));
  out.expect(1, popcnt(entries));
  out.miss(1, 1);
}

/** Fills a record by looking at every entry once. */
export function swissQuality(m: MapHandle, out: QualityRecord, bins: u32): void {
  const map = Swiss.header(m);
  out.reset(bins);
  out.tombstones = SwissCounters.of(m).tombstones;
  if (map.dirPtr == 0) return;
  if (map.dirLen == 0) {
    walkSmall(m, map.dirPtr, out);
    return;
  }
  for (let i: u64 = 0; i < map.dirLen; i = nextTable(map, i)) {
    walkTable(m, map.table(i), out);
    walkMisses(m, map, map.table(i), out);
  }
}
