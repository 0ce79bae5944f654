import { ClassicCounters } from '../classic/counters';
import { classicSlots } from '../classic/inspect/figures';
import { classicChains } from '../classic/inspect/walks';
import { ChainsRecord } from '../core/records/chains-record';
import { MapHandle } from '../core/map-handle';
import { SLOTS } from '../core/map-type';
import { Model } from '../core/model';
import { StatsRecord } from '../core/records/stats-record';
import { SyncHead } from './sync-head';
import { WAYS } from './trie';

/** The map that has all keys; null in a trie, and before the first key. */
function wholeMap(m: MapHandle): MapHandle | null {
  if (m.model != Model.SyncOld) return null;
  const head = SyncHead.of(m);
  const map = head.dirty != 0 ? head.dirty : head.read;
  return map == 0 ? null : changetype<MapHandle>(map);
}

/** Slots that its entries may lie in: of the map with all keys, or ways of all nodes. */
export function syncSlots(m: MapHandle): u64 {
  if (m.model == Model.SyncTrie) return <u64>SyncHead.of(m).nodes * WAYS;
  const inner = wholeMap(m);
  return inner === null ? SLOTS : classicSlots(inner);
}

/** Entries that fit before the next growth. A trie has no such number: all its ways. */
function syncCapacity(m: MapHandle): u64 {
  if (m.model == Model.SyncTrie) return syncSlots(m);
  const inner = wholeMap(m);
  return inner === null ? 0 : ClassicCounters.of(inner).fullAt;
}

export function syncStats(m: MapHandle, out: StatsRecord): void {
  const slots = <f64>syncSlots(m);
  const inner = wholeMap(m);
  out.entries = <f64>SyncHead.of(m).count;
  out.capacityEntries = <f64>syncCapacity(m);
  out.loadFactor = slots == 0 ? 0 : out.entries / slots;
  out.buckets = slots / SLOTS;
  out.overflowBuckets = inner === null ? 0 : ClassicCounters.of(inner).overflowBuckets;
  out.overflowBucketsEstimate = out.overflowBuckets;
}

/** Chains of the map with all keys; a trie has none. */
export function syncChains(m: MapHandle, out: ChainsRecord, bins: u32): void {
  const inner = wholeMap(m);
  if (inner === null) out.reset(bins);
  else classicChains(inner, out, bins);
}
