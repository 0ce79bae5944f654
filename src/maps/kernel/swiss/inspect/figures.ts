import { MapHandle } from '../../core/map-handle';
import { SLOTS } from '../../core/map-type';
import { ShapeRecord } from '../../core/records/shape-record';
import { StatsRecord } from '../../core/records/stats-record';
import { SwissCounters } from '../counters';
import { Swiss } from '../swiss-map';

/** Slots of all tables, to which a load factor refers. */
export function swissSlots(m: MapHandle): u64 {
  return SwissCounters.of(m).slots;
}

/** Every table is full at 7/8 of its slots, tombstones included; the first one may be full earlier. */
export function swissStats(m: MapHandle, out: StatsRecord): void {
  const counters = SwissCounters.of(m);
  const used = <f64>Swiss.header(m).used;
  const slots = <f64>counters.slots;
  const isSmall = counters.tables == 0;
  out.entries = used;
  out.capacityEntries = isSmall ? <f64>SLOTS : (slots * 7) / 8 - counters.tombstones;
  out.loadFactor = slots == 0 ? 0 : used / slots;
  out.buckets = slots / SLOTS;
  out.overflowBuckets = 0;
  out.overflowBucketsEstimate = 0;
}

export function swissShape(m: MapHandle, out: ShapeRecord): void {
  const counters = SwissCounters.of(m);
  out.tombstones = counters.tombstones;
  out.tables = counters.tables;
  out.directoryEntries = <f64>Swiss.header(m).dirLen;
}
