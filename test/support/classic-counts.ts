// Counts that look like those of an exact pass of a classic map, by the closed form of its growth
// (bucket arrays with spare buckets, 6.5 entries per bucket), for tests that need a whole record.
import { createHash } from 'node:crypto';
import type { GrowthEvent } from '../../src/maps/model/growth-event.ts';
import type { ChainStats } from '../../src/maps/model/map-stats.ts';
import { canonicalJson } from '../../src/base/primitives/canonical-json.ts';
import type { ExactCounts, StaircasePoint } from '../../src/lab/record/exact-result.ts';

export interface ClassicRun {
  readonly inserts: number;
  readonly deletes?: number;
  readonly refills?: number;
  readonly hint?: number;
  readonly bucketBytes?: number;
  /** Same-size growths, evenly over operations that add and remove one entry each. */
  readonly churnGrowths?: number;
  /** All entries in one chain. */
  readonly isFlooded?: boolean;
  /** The growth that would pass this is refused, and the run ends there. */
  readonly limitBytes?: number;
}

function arrayBytes(log2: number, bucketBytes: number): number {
  const buckets = log2 >= 4 ? 2 ** log2 + 2 ** (log2 - 4) : 2 ** log2;
  const bytes = buckets * bucketBytes;
  return bytes <= 32_768 ? Math.ceil(bytes / 144) * 144 : Math.ceil(bytes / 8192) * 8192;
}

function log2For(entries: number): number {
  return entries <= 8 ? 0 : Math.ceil(Math.log2(entries / 6.5));
}

export function classicCounts(run: ClassicRun): ExactCounts {
  const bucketBytes = run.bucketBytes ?? 144;
  const growthEvents: GrowthEvent[] = [];
  const staircase: StaircasePoint[] = [];
  let log2 = log2For(run.hint ?? 0);
  let held = 72 + arrayBytes(log2, bucketBytes);
  let allocated = held;
  let peak = held;
  let operation = 0;
  let entries = 0;
  let isRefused = false;
  const point = (at: number, count: number, bytes: number): void => {
    staircase.push({
      operation: at,
      entries: count,
      bytesHeld: bytes,
      loadFactor: Math.round((count / (8 * 2 ** log2)) * 1e4) / 1e4,
    });
  };
  const grow = (kind: 'double' | 'same-size'): void => {
    const next = kind === 'double' ? log2 + 1 : log2;
    const during = held + arrayBytes(next, bucketBytes);
    const writes = Math.max(1, Math.round(2 ** log2 * 0.72));
    growthEvents.push({
      kind,
      shard: 0,
      operation,
      entries,
      fromBuckets: 2 ** log2,
      toBuckets: 2 ** next,
      bytesBefore: held,
      bytesDuring: during,
      bytesAfter: during - held + 72,
      writesToFinish: writes,
      startNs: null,
      durationNs: null,
    });
    point(operation - 1, entries - 1, held);
    log2 = next;
    point(operation, entries, during);
    allocated += during - held;
    peak = Math.max(peak, during);
    held = during - held + 72;
    point(operation + writes, entries + (kind === 'double' ? writes : 0), held);
  };
  const insert = (count: number): void => {
    const target = entries + count;
    const step = Math.max(1, Math.floor(count / 120));
    const from = { operation, entries };
    const sampled = (until: number): void => {
      for (let at = entries; at < until; at += step)
        if (at > (staircase.at(-1)?.entries ?? -1) || count < 200)
          point(from.operation + at - from.entries, at, held);
    };
    for (;;) {
      const threshold = log2 === 0 ? 9 : 6.5 * 2 ** log2 + 1;
      if (threshold > target) break;
      if (threshold > entries) sampled(threshold);
      operation = from.operation + threshold - from.entries;
      entries = threshold;
      if (
        run.limitBytes !== undefined &&
        held + arrayBytes(log2 + 1, bucketBytes) > run.limitBytes
      ) {
        isRefused = true;
        entries -= 1;
        return;
      }
      grow('double');
    }
    sampled(target);
    operation = from.operation + target - from.entries;
    entries = target;
    point(operation, entries, held);
  };
  point(0, 0, held);
  insert(run.inserts);
  const deletes = isRefused ? 0 : (run.deletes ?? 0);
  const parts = deletes > 0 ? 40 : 0;
  for (let part = 1; part <= parts; part++)
    point(operation + (deletes * part) / 40, entries - (deletes * part) / 40, held);
  operation += deletes;
  entries -= deletes;
  if (!isRefused && run.refills !== undefined) insert(run.refills);
  const churn = run.churnGrowths ?? 0;
  for (let index = 0; index < churn; index++) {
    operation += 1400;
    grow('same-size');
  }
  const chains =
    run.isFlooded === true ? floodedChains(entries, log2) : poissonChains(entries, log2);
  const overflowBuckets = chains.bucketsPerChain.reduce(
    (sum, count, length) => sum + count * Math.max(0, length - 1),
    0,
  );
  const counts = {
    operations: operation,
    operationsByKind: {
      insert: run.inserts + (run.refills ?? 0) + churn * 700,
      update: 0,
      delete: deletes + churn * 700,
      lookup: 0,
    },
    stats: {
      entries,
      capacityEntries: log2 === 0 ? 8 : 6.5 * 2 ** log2,
      loadFactor: Math.round((entries / (8 * 2 ** log2)) * 1e6) / 1e6,
      buckets: 2 ** log2,
      overflowBuckets,
      overflowBucketsEstimate: overflowBuckets,
      isGrowing: false,
      bytesCurrent: held - 72,
      bytesOld: 0,
      bytesHeld: held,
      bytesPeak: peak,
      totalBytesAllocated: allocated,
      totalAllocations: growthEvents.length + 3 + Math.round(overflowBuckets / 3),
      bytesAbandoned: allocated - held,
      growthsByKind: Object.fromEntries(
        (['double', 'same-size'] as const)
          .map(
            (kind) => [kind, growthEvents.filter((event) => event.kind === kind).length] as const,
          )
          .filter(([, count]) => count > 0),
      ),
    },
    chains,
    growthEvents,
    growthEventsDropped: 0,
    staircase: staircase.toSorted((a, b) => a.operation - b.operation),
  };
  return { ...counts, digest: createHash('sha256').update(canonicalJson(counts)).digest('hex') };
}

function poissonChains(entries: number, log2: number): ChainStats {
  const buckets = 2 ** log2;
  const mean = entries / buckets;
  const entriesPerBucket: number[] = [];
  let probability = Math.exp(-mean);
  let left = buckets;
  for (let count = 0; left > 0 && count < 40; count++) {
    const here = Math.min(left, Math.round(probability * buckets));
    entriesPerBucket.push(here);
    left -= here;
    probability *= mean / (count + 1);
    if (count > mean && probability * buckets < 0.5) break;
  }
  entriesPerBucket[Math.round(mean)] = (entriesPerBucket[Math.round(mean)] ?? 0) + left;
  return chainsOf(entriesPerBucket.map((count) => count ?? 0));
}

function floodedChains(entries: number, log2: number): ChainStats {
  const entriesPerBucket: number[] = Array.from({ length: entries + 1 }, () => 0);
  entriesPerBucket[0] = 2 ** log2 - 1;
  entriesPerBucket[entries] = 1;
  return chainsOf(entriesPerBucket);
}

function chainsOf(entriesPerBucket: readonly number[]): ChainStats {
  const bucketsPerChain: number[] = [0];
  for (const [entries, buckets] of entriesPerBucket.entries()) {
    const length = Math.max(1, Math.ceil(entries / 8));
    while (bucketsPerChain.length <= length) bucketsPerChain.push(0);
    bucketsPerChain[length] = (bucketsPerChain[length] ?? 0) + buckets;
  }
  const buckets = entriesPerBucket.reduce((sum, count) => sum + count, 0);
  const total = bucketsPerChain.reduce((sum, count, length) => sum + count * length, 0);
  return {
    entriesPerBucket,
    bucketsPerChain,
    maxChainBuckets: bucketsPerChain.length - 1,
    meanChainBuckets: Math.round((total / buckets) * 1e6) / 1e6,
    maxChainEntries: entriesPerBucket.length - 1,
  };
}
