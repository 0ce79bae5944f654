// A copy that takes the place of its map: the usual way to make a map small again.
import * as classic from '../classic/family';
import { growthFinished } from '../core/growth-log';
import { FAMILY_BYTES, freeHandle, MapHandle, newHandle } from '../core/map-handle';
import { Model } from '../core/model';
import * as swiss from '../swiss/family';
import { mapCopyInto } from './iteration';
import { mapAt } from './lifecycle';
import { mapCount } from './operations';

function create(m: MapHandle, hint: u64): bool {
  return m.model == Model.Swiss ? swiss.create(m, <i64>hint) : classic.create(m, <i64>hint);
}

function free(m: MapHandle): void {
  if (m.model == Model.Swiss) swiss.free(m);
  else classic.free(m);
}

/** A handle for a map of the same kind; null when refused. Its growths are logged nowhere. */
function fresh(m: MapHandle): MapHandle | null {
  const copy = newHandle(m.model, m.version, m.type, m.nextRandom());
  if (copy === null) return null;
  copy.operation = m.operation;
  copy.isPinned = m.isPinned;
  copy.pinnedSeed = m.pinnedSeed;
  copy.h0 = m.h0;
  copy.h1 = m.h1;
  copy.h2 = m.h2;
  copy.h3 = m.h3;
  return copy;
}

/** Makes the map of `copy` the map of `m`, whose own goes; what both took is in the accounts of `m`. */
function takeOver(m: MapHandle, copy: MapHandle): void {
  const peak = m.held() + copy.bytesPeak;
  m.bytesPeak = max(m.bytesPeak, peak);
  m.log.peak = max(m.log.peak, peak);
  free(m);
  m.header = copy.header;
  m.seeded = copy.seeded;
  m.growing = copy.growing;
  m.collisions += copy.collisions;
  m.bytesCurrent = copy.bytesCurrent;
  m.bytesOld = copy.bytesOld;
  m.bytesHeaders = copy.bytesHeaders;
  m.bytesEntries = copy.bytesEntries;
  m.bytesTotal += copy.bytesTotal;
  m.bytesAbandoned += copy.bytesAbandoned;
  m.allocations += copy.allocations;
  memory.copy(m.family, copy.family, FAMILY_BYTES);
  // A growth that was going on is over: its old table went with the map.
  growthFinished(m);
  m.log.writes = copy.log.writes;
  freeHandle(copy);
}

/**
 * Copies every entry into a fresh map, made with the entries as hint or without one, in the order of a range
 * loop from two random words; the copy takes the place of the map. Growths of the copy on the way are no
 * growths of the map. False when memory is refused: the map is then as it was. Not for a `sync.Map`.
 */
export function mapRenew(address: usize, hasHint: bool, first: u64, second: u64): bool {
  const m = mapAt(address);
  const copy = fresh(m);
  if (copy === null) return false;
  const isMade = create(copy, hasHint ? mapCount(address) : 0);
  if (isMade && mapCopyInto(changetype<usize>(copy), address, first, second)) {
    takeOver(m, copy);
    return true;
  }
  m.refuse(copy.faults.refusedBytes, copy.faults.refusedPurpose);
  if (isMade) free(copy);
  freeHandle(copy);
  return false;
}
