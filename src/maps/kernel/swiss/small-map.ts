import { StoredKey } from '../core/hash-key';
import { PURPOSE_ENTRY, PURPOSE_GROWTH } from '../memory/arena';
import {
  ACCOUNT_CURRENT,
  GROWTH_TABLE,
  MapHandle,
  mapCanCharge,
  mapRelease,
} from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { chargedBytes } from '../memory/size-class';
import { adoptDirectory, directoryCost, newDirectory, releaseDirectory } from './directory';
import { stepBegins, stepFinished, stepStarted } from './growth-steps';
import { MoveEntry } from './move-entry';
import { FIRST_TABLE, Group, SwissMap } from './swiss-map';
import { newGroups, newTable, tableCost } from './table';

/** The single group of a small map, at its first write. */
export function firstGroup(m: MapHandle, map: SwissMap): bool {
  const type = m.type;
  const bytes: u64 = chargedBytes(type.groupSize, type.scan);
  if (!mapCanCharge(m, bytes, PURPOSE_ENTRY)) return false;
  map.dirPtr = newGroups(m, SLOTS, PURPOSE_ENTRY);
  if (map.dirPtr == 0) return false;
  m.slots = SLOTS;
  return true;
}

/** Moves a full small map into its first table. False when refused; the map is then as it was. */
export function growToTable(m: MapHandle, map: SwissMap): bool {
  const type = m.type;
  const cost = tableCost(type, FIRST_TABLE) + directoryCost(1);
  if (!mapCanCharge(m, cost, PURPOSE_GROWTH)) return false;
  const before = stepBegins(m);
  const directory = newDirectory(m, 1, PURPOSE_GROWTH);
  if (directory == 0) return false;
  const table = newTable(m, FIRST_TABLE, 0, 0);
  if (table === null) {
    releaseDirectory(m, directory, 1);
    return false;
  }
  const event = stepStarted(m, GROWTH_TABLE, SLOTS, FIRST_TABLE, before);
  const group = map.dirPtr;
  const entries = Group.full(Group.controls(group));
  for (let full = entries; full != 0; full &= full - 1) {
    const slot = Group.slot(type, group, ctz(full));
    MoveEntry.into(type, false, table, StoredKey.hash(m, slot), slot);
  }
  MoveEntry.counted(table, popcnt(entries));
  store<u64>(directory, changetype<usize>(table));
  adoptDirectory(map, directory, 0);
  m.slots -= SLOTS;
  mapRelease(m, group, type.groupSize, type.scan, ACCOUNT_CURRENT);
  stepFinished(m, event);
  return true;
}
