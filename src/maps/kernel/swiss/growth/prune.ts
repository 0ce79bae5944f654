import { GrowthKind } from '../../core/growth-kind';
import { StoredKey } from '../../core/keys/hash-key';
import { MapHandle } from '../../core/map-handle';
import { SwissCounters } from '../counters';
import { stepBegins, stepFinished, stepStarted } from './growth-steps';
import { EMPTY, Group, Table } from '../swiss-map';

/** Fewer tombstones than one in so many slots are not worth the walk. */
const WORTHWHILE: u32 = 10;
const WORD_BITS: u32 = 64;

/**
 * Turns the tombstones of a full table into empty slots where no entry's probe sequence passes
 * through their group, so that entries never move. False when that gives too few slots.
 */
export function pruneTombstones(m: MapHandle, table: Table): bool {
  if (table.tombstones() * WORTHWHILE < table.capacity) return false;
  const before = stepBegins(m);
  const type = m.type;
  const mask = <u32>table.lengthMask;
  // Groups that some entry was pushed past: 128 at most, in two words.
  let low: u64 = 0;
  let high: u64 = 0;
  for (let index: u32 = 0; index <= mask; index++) {
    const group = table.groups + <usize>index * type.groupSize;
    for (let full = Group.full(Group.controls(group)); full != 0; full &= full - 1) {
      const hash = StoredKey.hash(m, Group.slot(type, group, ctz(full)));
      let passed = (<u32>(hash >> 7)) & mask;
      for (let step: u32 = 1; passed != index; step++) {
        // A shift counts modulo 64.
        const bit: u64 = (<u64>1) << (<u64>passed);
        if (passed < WORD_BITS) low |= bit;
        else high |= bit;
        passed = (passed + step) & mask;
      }
    }
  }
  if (tombstonesOutside(m, table, low, high) * WORTHWHILE < table.capacity) return false;
  freeOutside(m, table, low, high);
  const event = stepStarted(m, GrowthKind.Prune, table.capacity, table.capacity, before);
  stepFinished(m, event);
  return true;
}

function isIn(index: u32, low: u64, high: u64): bool {
  const word = index < WORD_BITS ? low : high;
  return ((word >> (<u64>index)) & 1) != 0;
}

function tombstonesOutside(m: MapHandle, table: Table, low: u64, high: u64): u32 {
  let count: u32 = 0;
  for (let index: u32 = 0; index <= <u32>table.lengthMask; index++) {
    if (isIn(index, low, high)) continue;
    const group = table.groups + <usize>index * m.type.groupSize;
    count += popcnt(Group.deleted(Group.controls(group)));
  }
  return count;
}

function freeOutside(m: MapHandle, table: Table, low: u64, high: u64): void {
  for (let index: u32 = 0; index <= <u32>table.lengthMask; index++) {
    if (isIn(index, low, high)) continue;
    const group = table.groups + <usize>index * m.type.groupSize;
    const deleted = Group.deleted(Group.controls(group));
    for (let rest = deleted; rest != 0; rest &= rest - 1) store<u8>(group + ctz(rest), EMPTY);
    table.growthLeft += <u16>popcnt(deleted);
    SwissCounters.of(m).tombstones -= popcnt(deleted);
  }
}
