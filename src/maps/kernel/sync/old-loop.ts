// What is done to the whole of an old `sync.Map`.
import { classicClear } from '../classic/clear';
import { Classic } from '../classic/hmap';
import { classicWalk, classicWalkOn } from '../classic/walk';
import { growthFinished } from '../core/growth-log';
import { MapHandle } from '../core/map-handle';
import { isOlder, Walk } from '../core/walk';
import { arenaReserveBooks, arenaUnreserveBooks } from '../memory/arena';
import { Entry, removeValue, valueOf } from './entry';
import { dropMap, innerAt, promote, publish, releaseAll } from './old-map';
import { SyncHead } from './sync-head';

/**
 * `Range`, which makes the dirty map the one that is read: visits entries that have a value, as many as
 * `limit` (0 = all), and deletes those that are too old unless `age` is 0. How many it visited, or deleted.
 */
export function oldRange(m: MapHandle, limit: u64, now: u64, age: u64): u64 {
  const head = SyncHead.of(m);
  if (head.amended != 0) promote(m);
  if (head.read == 0) return 0;
  const address = arenaReserveBooks(offsetof<Walk>());
  const walk = changetype<Walk>(address);
  // Nothing that is counted depends on the order.
  classicWalk(walk, innerAt(head.read), 0);
  const most = limit == 0 ? u64.MAX_VALUE : limit;
  let count: u64 = 0;
  while (count < most && classicWalkOn(walk)) {
    const entry = changetype<Entry>(load<usize>(walk.elem));
    if (!entry.hasValue()) continue;
    if (age != 0) {
      if (!isOlder(valueOf(entry), now, age)) continue;
      m.log.writes++;
      removeValue(m, entry);
    }
    count++;
  }
  arenaUnreserveBooks(address, offsetof<Walk>());
  return count;
}

/** `Clear` of Go 1.23: another map is read, and the dirty one is cleared and stays. */
export function oldClear(m: MapHandle): void {
  const head = SyncHead.of(m);
  const isEmpty = head.read == 0 || Classic.header(innerAt(head.read)).count == 0;
  if (isEmpty && head.amended == 0) return;
  const old = head.read;
  publish(m, 0);
  head.read = 0;
  dropMap(m, old);
  if (head.dirty != 0) {
    const dirty = innerAt(head.dirty);
    releaseAll(m, dirty);
    classicClear(dirty);
  }
  head.misses = 0;
  head.count = 0;
  m.growing = 0;
  growthFinished(m);
}
