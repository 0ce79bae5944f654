// Range loops over maps, and copies made by one.
import { classicWalk, classicWalkOn } from '../classic/walk';
import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import { Walk } from '../core/walk';
import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { swissWalk, swissWalkOn } from '../swiss/walk';
import { mapAt } from './lifecycle';
import { mapAssign } from './operations';

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

/**
 * Puts every entry of a map into another one of the same type, in the order of such a loop. Not for
 * types whose entries own something outside the table. False when memory is refused.
 */
export function mapCopyInto(target: usize, source: usize, first: u64, second: u64): bool {
  const from = mapAt(source);
  if (from.type.ownsObjects) unreachable();
  const address = arenaReserve(offsetof<Walk>());
  if (address == 0) return false;
  const walk = changetype<Walk>(address);
  begin(walk, from, first, second);
  let isFine = true;
  while (isFine && walkOn(walk)) {
    const elem = mapAssign(target, walk.key);
    if (elem == 0) isFine = false;
    else memory.copy(elem, walk.elem, from.type.elemSize);
  }
  arenaUnreserve(address, offsetof<Walk>());
  return isFine;
}
