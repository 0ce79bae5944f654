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
 * A range loop from the random words with which Go began one (`second` only on Swiss maps), ended after
 * `limit` entries: addresses of key and elem of each, 4 bytes each, stand at `out`. Returns how many.
 */
export function mapIterate(m: usize, first: u64, second: u64, out: usize, limit: u32): u32 {
  const address = arenaReserve(offsetof<Walk>());
  if (address == 0) return 0;
  const walk = changetype<Walk>(address);
  begin(walk, mapAt(m), first, second);
  let visited: u32 = 0;
  for (; visited < limit && walkOn(walk); visited++) {
    const entry = out + ((<usize>visited) << 3);
    store<u32>(entry, <u32>walk.key);
    store<u32>(entry, <u32>walk.elem, 4);
  }
  arenaUnreserve(address, offsetof<Walk>());
  return visited;
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
  const handle = mapAt(m);
  const address = arenaReserveBooks(offsetof<Walk>());
  const walk = changetype<Walk>(address);
  begin(walk, handle, first, second);
  handle.isLooping = true;
  let deleted: u64 = 0;
  while (walkOn(walk))
    // No delete finds a NaN.
    if (isOlder(walk.elem, now, age) && mapDelete(m, walk.key)) deleted++;
  letKeptGo(handle);
  arenaUnreserveBooks(address, offsetof<Walk>());
  return deleted;
}
