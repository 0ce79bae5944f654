// What the other side reads of a map.
import * as classic from '../classic/family';
import { ChainsRecord } from '../core/records/chains-record';
import { Fault } from '../core/fault';
import { growthSettle } from '../core/growth-log';
import { MapHandle } from '../core/map-handle';
import { Model } from '../core/model';
import { QualityRecord } from '../core/records/quality-record';
import { ShapeRecord } from '../core/records/shape-record';
import { StatsRecord } from '../core/records/stats-record';
import * as swiss from '../swiss/family';
import * as sync from '../sync/family';
import { mapAt } from './lifecycle';

/** Writes the cheap figures of a map, then one f64 per kind of growth. */
export function mapStats(m: usize, out: StatsRecord): void {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      classic.stats(handle, out);
      break;
    case Model.Swiss:
      swiss.stats(handle, out);
      break;
    default:
      sync.stats(handle, out);
  }
  out.fillCommon(handle);
}

/** Writes what a map is made of, in constant time. */
export function mapShape(m: usize, out: ShapeRecord): void {
  const handle = mapAt(m);
  out.fillCommon(handle);
  switch (handle.model) {
    case Model.Classic:
      classic.shape(handle, out);
      break;
    case Model.Swiss:
      swiss.shape(handle, out);
      break;
    default:
    // A `sync.Map` is told by its bytes alone.
  }
}

/**
 * Walks every bucket and counts chains by length: a summary, then two histograms of `bins` u32 each
 * (chains by entries, chains by buckets). Longer ones are only seen in the maxima: ask again with
 * more bins.
 */
export function mapChains(m: usize, out: ChainsRecord, bins: u32): void {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.chains(handle, out, bins);
    case Model.Swiss:
      return swiss.chains(handle, out, bins);
    default:
      return sync.chains(handle, out, bins);
  }
}

/**
 * Looks at every entry: where its search ends, and what its hash says, with `bins` lengths; of a
 * `sync.Map` nothing. O(slots), with one hash per entry; not while others write.
 */
export function mapQuality(m: usize, out: QualityRecord, bins: u32): void {
  const handle = mapAt(m);
  switch (handle.model) {
    case Model.Classic:
      return classic.quality(handle, out, bins);
    case Model.Swiss:
      return swiss.quality(handle, out, bins);
    default:
      return out.reset(bins);
  }
}

/** Where to store the number of the operation about to run (u64); events and faults copy it. */
export function mapOperationAddress(m: usize): usize {
  return m + offsetof<MapHandle>('operation');
}

/** Whether growth events read the clock. */
export function mapSetClock(m: usize, on: u32): void {
  mapAt(m).log.clockOn = on;
}

/** Where the last fault stands (`FaultRecord`); `mapClearFault` forgets it. */
export function mapFaults(m: usize): usize {
  return changetype<usize>(mapAt(m).faults);
}
export function mapClearFault(m: usize): void {
  mapAt(m).faults.fault = Fault.None;
}

/** 1 while old and new table live side by side. */
export function mapIsGrowing(m: usize): u32 {
  return mapAt(m).growing;
}

/** Growths ever started; compare before and after an operation. */
export function mapGrowthsStarted(m: usize): u32 {
  return mapAt(m).growthsStarted;
}

/** Inserts whose first bucket or group had no room, as f64. */
export function mapCollisions(m: usize): f64 {
  return <f64>mapAt(m).collisions;
}

/** Address of Go's own header: hmap or Map. */
export function mapHeader(m: usize): usize {
  return mapAt(m).header;
}

/** The event log: address of the first record, records in it, and events that found it full. */
export function mapEvents(m: usize): usize {
  growthSettle(mapAt(m).log);
  return mapAt(m).log.records;
}
export function mapEventCount(m: usize): u32 {
  return mapAt(m).log.count;
}
export function mapEventsDropped(m: usize): u32 {
  return mapAt(m).log.dropped;
}
