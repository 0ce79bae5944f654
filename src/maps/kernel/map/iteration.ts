// Range loops over maps, and what they are for: visiting, copying, deleting what is too old. A `sync.Map` has
// loops of its own.
import { classicWalk, classicWalkOn } from '../classic/walk';
import { letKeptGo } from '../core/kept';
import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import { storeString } from '../core/string-data';
import { isOlder, Walk } from '../core/walk';
import {
  arenaReserve,
  arenaReserveBooks,
  arenaUnreserve,
  arenaUnreserveBooks,
} from '../memory/arena';
import { swissWalk, swissWalkOn } from '../swiss/walk';
import { mapAt } from './lifecycle';
import { mapAssign, mapDelete } from './operations';

function begin(walk: Walk, m: MapHandle, first: u64, second: u64): void {
  switch (m.model) {
    case Model.Classic:
      return classicWalk(walk, m, first);
    case Model.Swiss:
      return swissWalk(walk, m, first, second);
    default:
      // The Range of a `sync.Map` is another walk.
      unreachable();
  }
}

function walkOn(walk: Walk): bool {
  return walk.handle().model == Model.Classic ? classicWalkOn(walk) : swissWalkOn(walk);
}

/**
 * Begins a range loop from the random words with which Go began one (`second` only on Swiss maps). It stays
 * open while the map is written to. What it still
 * sees of tables that the map gives up stays in memory, on no account of the map, until `mapLoopEnd`.
 */
export function mapLoopBegin(m: usize, first: u64, second: u64): usize {
  const address = arenaReserveBooks(offsetof<Walk>());
  const handle = mapAt(m);
  begin(changetype<Walk>(address), handle, first, second);
  handle.isLooping = true;
  return address;
}

/** Visits the next entry, whose key and elem stand in the loop; false behind the last one. */
export function mapLoopOn(walk: Walk): bool {
  return walkOn(walk);
}

/** Addresses of the key and the elem that were visited last. */
export function mapLoopKey(walk: Walk): usize {
  return walk.key;
}
export function mapLoopElem(walk: Walk): usize {
  return walk.elem;
}

/** Ends such a loop, wherever it stands. */
export function mapLoopEnd(loop: usize): void {
  letKeptGo(changetype<Walk>(loop).handle());
  arenaUnreserveBooks(loop, offsetof<Walk>());
}

/** Visits entries in the order of such a loop, as many as `limit` (0 = all); how many it were. */
export function mapVisit(m: MapHandle, first: u64, second: u64, limit: u64): u64 {
  const address = arenaReserveBooks(offsetof<Walk>());
  const walk = changetype<Walk>(address);
  begin(walk, m, first, second);
  const most = limit == 0 ? u64.MAX_VALUE : limit;
  let visited: u64 = 0;
  for (; visited < most && walkOn(walk); visited++);
  arenaUnreserveBooks(address, offsetof<Walk>());
  return visited;
}

/** Copies the elem that was visited last; false when the bytes of a string are refused. */
function copyElem(target: MapHandle, elem: usize, from: usize): bool {
  const type = target.type;
  if (!type.elemIsString) {
    memory.copy(elem, from, type.elemSize);
    return true;
  }
  return storeString(target, elem, load<usize>(from), <usize>load<u64>(from, 8));
}

/**
 * Puts every entry of a map into another one of the same type, in the order of such a loop. False when
 * memory is refused.
 */
export function mapCopyInto(target: usize, source: usize, first: u64, second: u64): bool {
  const address = arenaReserve(offsetof<Walk>());
  if (address == 0) return false;
  const walk = changetype<Walk>(address);
  begin(walk, mapAt(source), first, second);
  let isFine = true;
  while (isFine && walkOn(walk)) {
    const elem = mapAssign(target, walk.key);
    isFine = elem != 0 && copyElem(mapAt(target), elem, walk.elem);
  }
  arenaUnreserve(address, offsetof<Walk>());
  return isFine;
}

/**
 * Deletes, in the order of such a loop and while it goes on, every entry that is too old (`isOlder`);
 * how many it were.
 */
export function mapDeleteIf(m: usize, first: u64, second: u64, now: u64, age: u64): u64 {
  const loop = mapLoopBegin(m, first, second);
  const walk = changetype<Walk>(loop);
  let deleted: u64 = 0;
  while (walkOn(walk))
    // No delete finds a NaN.
    if (isOlder(walk.elem, now, age) && mapDelete(m, walk.key)) deleted++;
  mapLoopEnd(loop);
  return deleted;
}
