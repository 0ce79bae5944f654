import { MapHandle } from '../map-handle';

/** Written where a family has no such figure. */
export const NO_FIGURE: f64 = -1;

/** What a map is made of, every figure an f64. */
@unmanaged
export class ShapeRecord {
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

  /** What is kept in the same way of every map; the figures of one family alone are not there. */
  fillCommon(m: MapHandle): void {
    this.bytesTable = <f64>m.bytesCurrent;
    this.bytesOldTable = <f64>m.bytesOld;
    this.bytesHeaders = <f64>m.bytesHeaders;
    this.bytesEntries = <f64>m.bytesEntries;
    this.sparesLeft = NO_FIGURE;
    this.tombstones = NO_FIGURE;
    this.tables = NO_FIGURE;
    this.directoryEntries = NO_FIGURE;
    this.oldBuckets = 0;
    this.movedBuckets = 0;
    this.isStalled = isStalled(m) ? 1 : 0;
    this.reseeds = m.reseeds;
  }
}

/** A growth in which no write has moved anything since somebody looked last. */
function isStalled(m: MapHandle): bool {
  const writes = m.log.writes;
  const stalled = m.growing != 0 && m.seenGrowths == m.growthsStarted && m.seenWrites == writes;
  m.seenGrowths = m.growthsStarted;
  m.seenWrites = writes;
  return stalled;
}
