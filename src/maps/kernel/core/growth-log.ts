import { nowNs } from '../env';
import { MapHandle } from './map-handle';

/** Written where a figure is not known: no clock, or the growth is unfinished. */
const UNKNOWN: f64 = -1;

/** One growth, every field an f64, in the order that src/maps/reference/kernel/read-growth-events.ts reads. */
@unmanaged
export class GrowthRecord {
  kind: f64;
  shard: f64;
  operation: f64;
  entries: f64;
  fromBuckets: f64;
  toBuckets: f64;
  bytesBefore: f64;
  bytesDuring: f64;
  bytesAfter: f64;
  writesToFinish: f64;
  startNs: f64;
  durationNs: f64;
}

/** Bytes of one record in the log. */
export const GROWTH_RECORD_BYTES: usize = offsetof<GrowthRecord>();

/** The map in whose log a growth stands. */
function logOf(m: MapHandle): MapHandle {
  return m.owner == 0 ? m : changetype<MapHandle>(m.owner);
}

/** Call before the new table is allocated: starts the clock. */
export function growthBegins(m: MapHandle): void {
  const log = logOf(m);
  log.growthPeak = 0;
  m.growthWrites = 0;
  if (log.clockOn) log.growthClock = nowNs();
}

/**
 * Logs a growth whose new table now stands beside the old one. `entries` counts the one about to
 * be written. A full log counts the event as dropped.
 */
export function growthStarted(
  m: MapHandle,
  kind: u32,
  entries: u64,
  fromBuckets: u64,
  toBuckets: u64,
  bytesBefore: u64,
): void {
  if (m.owner != 0) {
    m.growthsStarted++;
    // What the map around it holds beside it was there before too.
    const log = logOf(m);
    growthStarted(log, kind, entries, fromBuckets, toBuckets, bytesBefore + log.held() - m.held());
    return;
  }
  m.growthsStarted++;
  const count = m.growthsByKind + ((<usize>kind) << 2);
  store<u32>(count, load<u32>(count) + 1);
  m.openEvent = 0;
  if (m.eventCount == m.eventCapacity) {
    if (m.events != 0) m.eventsDropped++;
    return;
  }
  m.openEvent = m.events + <usize>m.eventCount * GROWTH_RECORD_BYTES;
  m.eventCount++;
  const event = changetype<GrowthRecord>(m.openEvent);
  event.kind = kind;
  event.shard = m.shard;
  event.operation = <f64>m.operation;
  event.entries = <f64>entries;
  event.fromBuckets = <f64>fromBuckets;
  event.toBuckets = <f64>toBuckets;
  event.bytesBefore = <f64>bytesBefore;
  event.bytesDuring = <f64>m.held();
  event.bytesAfter = UNKNOWN;
  event.writesToFinish = UNKNOWN;
  event.startNs = UNKNOWN;
  event.durationNs = UNKNOWN;
}

/**
 * Call when the write that started growths is done: notes how long it took. They may have ended
 * within that write, so their events are found by their place in the log.
 */
export function growthStalled(inner: MapHandle): void {
  const m = logOf(inner);
  if (!m.clockOn || m.events == 0) return;
  const now = nowNs();
  for (let i = m.eventCount; i > 0; i--) {
    const event = changetype<GrowthRecord>(m.events + <usize>(i - 1) * GROWTH_RECORD_BYTES);
    if (event.operation != <f64>m.operation || event.startNs != UNKNOWN) return;
    event.startNs = now - m.growthClock;
  }
}

/** Completes the open event: the old table is gone. */
export function growthFinished(inner: MapHandle): void {
  const m = logOf(inner);
  if (m.openEvent == 0) return;
  const event = changetype<GrowthRecord>(m.openEvent);
  m.openEvent = 0;
  event.bytesDuring = max(event.bytesDuring, <f64>m.growthPeak);
  event.bytesAfter = <f64>m.held();
  event.writesToFinish = <f64>inner.growthWrites;
  if (m.clockOn) event.durationNs = nowNs() - m.growthClock;
}

/** Brings the open event's peak up to date, for a reader that comes before its end. */
export function growthSettle(m: MapHandle): void {
  if (m.openEvent == 0) return;
  const event = changetype<GrowthRecord>(m.openEvent);
  event.bytesDuring = max(event.bytesDuring, <f64>m.growthPeak);
}
