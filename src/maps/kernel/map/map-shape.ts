import { Classic } from '../classic/hmap';
import { MODEL_SWISS, MODEL_SYNC_OLD, MapHandle } from '../core/map-handle';
import { mapAt } from './map';
import { Swiss } from '../swiss/swiss-map';

/** Figures of one model only, in the order that src/maps/reference/kernel/map-shape-reader.ts reads; -1 = has none. */
@unmanaged
class ShapeRecord {
  bytesTable: f64;
  bytesOldTable: f64;
  bytesHeaders: f64;
  bytesEntries: f64;
  sparesLeft: f64;
  tombstones: f64;
  tables: f64;
  directoryEntries: f64;
  oldBuckets: f64;
  movedBuckets: f64;
  isStalled: f64;
  reseeds: f64;
}

function classicShape(m: MapHandle, out: ShapeRecord): void {
  const h = Classic.header(m);
  const extra = h.extra;
  out.sparesLeft = 0;
  if (extra !== null && extra.nextOverflow != 0) {
    const size = <usize>m.type.bucketSize;
    const end = h.buckets + <usize>m.arrayBuckets * size;
    out.sparesLeft = <f64>((end - extra.nextOverflow) / size);
  }
  out.tombstones = -1;
  out.tables = -1;
  out.directoryEntries = -1;
  out.oldBuckets = h.oldbuckets == 0 ? 0 : <f64>h.oldCount();
  out.movedBuckets = h.oldbuckets == 0 ? 0 : m.movedBuckets;
}

function swissShape(m: MapHandle, out: ShapeRecord): void {
  out.sparesLeft = -1;
  out.tombstones = m.tombstones;
  out.tables = m.tables;
  out.directoryEntries = <f64>Swiss.header(m).dirLen;
  out.oldBuckets = 0;
  out.movedBuckets = 0;
}

/** A `sync.Map` is told by its bytes alone. */
function syncShape(out: ShapeRecord): void {
  out.sparesLeft = -1;
  out.tombstones = -1;
  out.tables = -1;
  out.directoryEntries = -1;
  out.oldBuckets = 0;
  out.movedBuckets = 0;
}

/** A growth in which no write has moved anything since somebody looked last. */
function isStalled(m: MapHandle): bool {
  const stalled =
    m.growing != 0 && m.seenGrowths == m.growthsStarted && m.seenWrites == m.growthWrites;
  m.seenGrowths = m.growthsStarted;
  m.seenWrites = m.growthWrites;
  return stalled;
}

/** Writes what a map is made of, in constant time. */
export function mapShape(m: usize, address: usize): void {
  const handle = mapAt(m);
  const out = changetype<ShapeRecord>(address);
  if (handle.model >= MODEL_SYNC_OLD) syncShape(out);
  else if (handle.model == MODEL_SWISS) swissShape(handle, out);
  else classicShape(handle, out);
  out.bytesTable = <f64>handle.bytesCurrent;
  out.bytesOldTable = <f64>handle.bytesOld;
  out.bytesHeaders = <f64>handle.bytesHeaders;
  out.bytesEntries = <f64>handle.bytesEntries;
  out.isStalled = isStalled(handle) ? 1 : 0;
  out.reseeds = handle.reseeds;
}
