import type { GrowthEvent, GrowthKind } from '../../maps/model/growth-event.ts';
import type { OperationBlock } from '../traffic/operation-block.ts';

/** How the replay on a map ended. */
export type ReplayOutcome =
  | { readonly kind: 'completed' }
  /** A request to end came: the counts are those up to there. */
  | { readonly kind: 'interrupted' }
  /** The recorded operation that needed more memory than the map may hold. */
  | {
      readonly kind: 'out-of-memory';
      readonly operation: number;
      readonly bytesRefused: number;
      readonly limitBytes: number;
    }
  /** The recorded operation at which a `Map` of V8 had as many entries as it can have. */
  | { readonly kind: 'map-full'; readonly operation: number; readonly message: string };

/** What a map took for the operations of a recording: exact, the same on every machine. */
export interface ReplayCounts {
  readonly entries: number;
  /** Of the map's tables and headers, not of what keys and values point to. */
  readonly bytesHeld: number;
  readonly peakBytes: number;
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  /** `operation` counts what was performed on the map, deletions of expired keys included. */
  readonly growthEvents: readonly GrowthEvent[];
  /** Growths that were counted and not listed, there being very many. */
  readonly growthEventsDropped: number;
  readonly growthsByKind: Readonly<Partial<Record<GrowthKind, number>>>;
}

/** Where the operation that ended a replay stands. */
export interface ReplayFailure {
  /** In the block, from 0. */
  readonly at: number;
  readonly outcome: (recorded: number) => ReplayOutcome;
}

/** A map on which operations are performed. */
export interface ReplayedMap {
  /** Performs a block; the operation that failed, or `null`. */
  perform(block: OperationBlock): Promise<ReplayFailure | null> | ReplayFailure | null;
  /** Growths so far: all of them, and of those that are listed the operations that started them. */
  growths(): { readonly count: number; readonly listed: number };
  /** Performed operation that started the listed growth of a number. */
  growthOperation(listed: number): number;
  bytesHeld(): number;
  counts(): Promise<ReplayCounts> | ReplayCounts;
}
