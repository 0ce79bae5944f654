import { nowNs } from '../env';
import { EventLog, GrowthRecord, UNKNOWN } from './event-log';
import { GrowthKind } from './growth-kind';
import { MapHandle } from './map-handle';

/** The map in whose log a growth stands. */
function ownerOf(m: MapHandle): MapHandle {
  return m.owner == 0 ? m : changetype<MapHandle>(m.owner);
}

/** Call before the new table is allocated: starts the clock. */
export function growthBegins(m: MapHandle): void {
  const log = ownerOf(m).log;
  log.peak = 0;
  m.log.writes = 0;
  if (log.clockOn) log.clock = nowNs();
}

/**
 * Logs a growth whose new table now stands beside the old one. `entries` counts the one about to
 * be written. A full log counts the event as dropped.
 */
export function growthStarted(
  m: MapHandle,
  kind: GrowthKind,
  entries: u64,
  fromBuckets: u64,
  toBuckets: u64,
  bytesBefore: u64,
): void {
  m.growthsStarted++;
  if (m.owner != 0) {
    // What the map around it holds beside it was there before too.
    const owner = ownerOf(m);
    const before = bytesBefore + owner.held() - m.held();
    growthStarted(owner, kind, entries, fromBuckets, toBuckets, before);
    return;
  }
  const log = m.log;
  log.countKind(kind);
  log.open = log.next();
  if (log.open == 0) return;
  const event = changetype<GrowthRecord>(log.open);
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
  const m = ownerOf(inner);
  const log = m.log;
  if (!log.clockOn || log.records == 0) return;
  const now = nowNs();
  for (let i = log.count; i > 0; i--) {
    const event = log.record(i - 1);
    if (event.operation != <f64>m.operation || event.startNs != UNKNOWN) return;
    event.startNs = now - log.clock;
  }
}

/** Completes the open event: the old table is gone. */
export function growthFinished(inner: MapHandle): void {
  const m = ownerOf(inner);
  const log = m.log;
  if (log.open == 0) return;
  const event = changetype<GrowthRecord>(log.open);
  log.open = 0;
  event.bytesDuring = max(event.bytesDuring, <f64>log.peak);
  event.bytesAfter = <f64>m.held();
  event.writesToFinish = <f64>inner.log.writes;
  if (log.clockOn) event.durationNs = nowNs() - log.clock;
}

/** Brings the open event's peak up to date, for a reader that comes before its end. */
export function growthSettle(log: EventLog): void {
  if (log.open == 0) return;
  const event = changetype<GrowthRecord>(log.open);
  event.bytesDuring = max(event.bytesDuring, <f64>log.peak);
}
