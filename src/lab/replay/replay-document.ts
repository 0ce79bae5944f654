import type { GrowthEvent, GrowthKind } from '../../maps/model/growth-event.ts';
import { replayDifferences } from './replay-differences.ts';
import type { GrowthTime } from './growth-times.ts';
import type { ReplayCounts, ReplayOutcome } from './replay-counts.ts';
import type { Replay } from './replay-traffic.ts';

/** A replay as `mapswell replay --json` prints it. */
export interface ReplayDocument {
  readonly file: string;
  readonly format: string | null;
  readonly map: string;
  readonly key: string;
  readonly value: string;
  readonly hint: number;
  readonly limitBytes: number | null;
  readonly outcome: ReplayOutcome;
  /** Recorded operations performed; deletions of keys whose time was over come on top. */
  readonly operations: number;
  readonly expiredKeys: number;
  readonly distinctKeys: number;
  readonly entries: number;
  readonly bytesHeld: number;
  readonly peakBytes: number;
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  readonly growthEvents: readonly (GrowthEvent & GrowthTime)[];
  readonly growthEventsDropped: number;
  readonly growthsByKind: Readonly<Partial<Record<GrowthKind, number>>>;
  readonly growthsByHour: readonly number[] | null;
  readonly oneHitKeys: number;
  /** Standard errors of what is estimated where not every key is remembered; 0 where it is counted. */
  readonly standardErrors: { readonly distinctKeys: number; readonly oneHitKeys: number };
  readonly workingSet: Replay['findings']['workingSet'];
  readonly zipf: Replay['findings']['zipf'];
  readonly hotKeys: Replay['findings']['hotKeys'];
  /** With `--shards`: the share of the operations on each. */
  readonly shardLoads: Replay['findings']['shardLoads'];
  readonly startMs: number | null;
  readonly durationMs: number | null;
  readonly payload: Replay['payload'];
  readonly overLimit: Replay['overLimit'];
  readonly real: (ReplayCounts & { readonly version: string }) | null;
  readonly differences: readonly string[];
}

/** The document of a replay. */
export function replayDocument(replay: Replay): ReplayDocument {
  const { cell, counts, findings, growthTimes, real } = replay;
  const { distinctKeys, oneHitKeys } = findings;
  return {
    file: replay.file,
    format: replay.format,
    map: cell.map,
    key: cell.key,
    value: cell.value,
    hint: cell.hint,
    limitBytes: replay.limitBytes,
    outcome: replay.outcome,
    operations: replay.operations,
    expiredKeys: replay.expired,
    distinctKeys: distinctKeys.value,
    entries: counts.entries,
    bytesHeld: counts.bytesHeld,
    peakBytes: counts.peakBytes,
    totalBytesAllocated: counts.totalBytesAllocated,
    totalAllocations: counts.totalAllocations,
    growthEvents: counts.growthEvents.map((growth, at) => ({
      ...growth,
      recordedOperation: growthTimes[at]?.recordedOperation ?? 0,
      timeMs: growthTimes[at]?.timeMs ?? null,
    })),
    growthEventsDropped: counts.growthEventsDropped,
    growthsByKind: counts.growthsByKind,
    growthsByHour: replay.growthsByHour,
    oneHitKeys: oneHitKeys.value,
    standardErrors: {
      distinctKeys: distinctKeys.standardError,
      oneHitKeys: oneHitKeys.standardError,
    },
    workingSet: findings.workingSet,
    zipf: findings.zipf,
    hotKeys: findings.hotKeys,
    shardLoads: findings.shardLoads,
    startMs: findings.startMs,
    durationMs: findings.durationMs,
    payload: replay.payload,
    overLimit: replay.overLimit,
    real,
    differences: real === null ? [] : replayDifferences(counts, real),
  };
}
