import { classicChains } from '../classic/chains';
import { Classic } from '../classic/hmap';
import { GROWTH_KINDS, MODEL_SWISS, MODEL_SYNC_OLD, MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { mapAt, mapCount } from './map';
import { QualityRecord } from '../core/quality-record';
import { classicQuality } from '../classic/quality';
import { syncCapacity, syncChains, syncOverflowBuckets, syncSlots } from '../sync/sync-map';
import { swissChains } from '../swiss/chains';
import { swissQuality } from '../swiss/quality';
import { Swiss } from '../swiss/swiss-map';

/** Figures of a map as f64, in the order that src/maps/reference/kernel/read-map-stats.ts reads. */
@unmanaged
class StatsRecord {
  entries: f64;
  capacityEntries: f64;
  loadFactor: f64;
  buckets: f64;
  overflowBuckets: f64;
  overflowBucketsEstimate: f64;
  isGrowing: f64;
  bytesCurrent: f64;
  bytesOld: f64;
  bytesHeld: f64;
  bytesPeak: f64;
  totalBytesAllocated: f64;
  totalAllocations: f64;
  bytesAbandoned: f64;
  growthsStarted: f64;
}

function classicShape(m: MapHandle, out: StatsRecord): void {
  const h = Classic.header(m);
  const buckets = <f64>((<u64>1) << (<u64>h.B));
  out.entries = <f64>h.count;
  out.capacityEntries = <f64>m.fullAt;
  out.loadFactor = <f64>h.count / (buckets * SLOTS);
  out.buckets = buckets;
  out.overflowBuckets = m.overflowBuckets;
  out.overflowBucketsEstimate = h.noverflow;
}

/** Every table is full at 7/8 of its slots, tombstones included; the first one may be full earlier. */
function swissShape(m: MapHandle, out: StatsRecord): void {
  const used = <f64>Swiss.header(m).used;
  const slots = <f64>m.slots;
  const isSmall = m.tables == 0;
  out.entries = used;
  out.capacityEntries = isSmall ? <f64>SLOTS : (slots * 7) / 8 - m.tombstones;
  out.loadFactor = slots == 0 ? 0 : used / slots;
  out.buckets = slots / SLOTS;
  out.overflowBuckets = 0;
  out.overflowBucketsEstimate = 0;
}

function syncShape(m: MapHandle, out: StatsRecord): void {
  const slots = <f64>syncSlots(m);
  out.entries = <f64>mapCount(changetype<usize>(m));
  out.capacityEntries = <f64>syncCapacity(m);
  out.loadFactor = slots == 0 ? 0 : out.entries / slots;
  out.buckets = slots / SLOTS;
  out.overflowBuckets = syncOverflowBuckets(m);
  out.overflowBucketsEstimate = out.overflowBuckets;
}

/** Writes the cheap figures of a map, then one f64 per kind of growth. */
export function mapStats(m: usize, address: usize): void {
  const handle = mapAt(m);
  const out = changetype<StatsRecord>(address);
  if (handle.model >= MODEL_SYNC_OLD) syncShape(handle, out);
  else if (handle.model == MODEL_SWISS) swissShape(handle, out);
  else classicShape(handle, out);
  out.isGrowing = handle.growing;
  out.bytesCurrent = <f64>handle.bytesCurrent;
  out.bytesOld = <f64>handle.bytesOld;
  out.bytesHeld = <f64>handle.held();
  out.bytesPeak = <f64>handle.bytesPeak;
  out.totalBytesAllocated = <f64>handle.bytesTotal;
  out.totalAllocations = <f64>handle.allocations;
  out.bytesAbandoned = <f64>handle.bytesAbandoned;
  out.growthsStarted = handle.growthsStarted;
  const kinds = address + offsetof<StatsRecord>();
  for (let kind: usize = 0; kind < GROWTH_KINDS; kind++)
    store<f64>(kinds + (kind << 3), load<u32>(handle.growthsByKind + (kind << 2)));
}

/**
 * Walks every bucket and counts chains by length. `out` receives, as f64: chains walked, buckets in
 * them, longest chain in buckets, most entries in one chain; then two histograms of `bins` u32 each
 * (chains by entries, chains by buckets). Longer ones are only seen in the maxima: ask again with
 * more bins.
 */
export function mapChains(m: usize, out: usize, bins: u32): void {
  const handle = mapAt(m);
  if (handle.model >= MODEL_SYNC_OLD) syncChains(handle, out, bins);
  else if (handle.model == MODEL_SWISS) swissChains(handle, out, bins);
  else classicChains(handle, out, bins);
}

/**
 * Looks at every entry: where its search ends, and what its hash says. `out` receives a
 * `QualityRecord` with `bins` lengths; of a `sync.Map` an empty one. O(slots), with one hash per entry; not while others write.
 */
export function mapQuality(m: usize, out: usize, bins: u32): void {
  const handle = mapAt(m);
  if (handle.model >= MODEL_SYNC_OLD) changetype<QualityRecord>(out).reset(bins);
  else if (handle.model == MODEL_SWISS) swissQuality(handle, out, bins);
  else classicQuality(handle, out, bins);
}
