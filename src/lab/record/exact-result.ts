import type { GrowthEvent } from '../../maps/model/growth-event.ts';
import type { MapQuality } from '../../maps/figures/map-quality.ts';
import type { MapShape } from '../../maps/figures/map-shape.ts';
import type { ChainStats, MapStats } from '../../maps/model/map-stats.ts';
import type { OperationCounts } from '../workload/operation-kinds.ts';

/** A point of the memory staircase. */
export interface StaircasePoint {
  readonly operation: number;
  readonly entries: number;
  readonly bytesHeld: number;
  readonly loadFactor: number;
}

/** What the heap of a real `Map` shows of one growth. */
export interface HeapStep {
  /** 1-based number of the operation that grew the map, and the entries it left. */
  readonly operation: number;
  readonly entries: number;
  /** Bytes that the map holds after the growth, by the model. */
  readonly modelBytes: number;
  /** Bytes of the heap, after full collections, that are more than when it had one entry. */
  readonly heapBytes: number;
}

/** The heap beside the model, of a map that lives in the heap of V8. */
export interface HeapAccount {
  /** At growths, in order; the largest ones where there are very many. */
  readonly steps: readonly HeapStep[];
  /** Bytes that went away when the full map was let go, with keys and values; and by the model without. */
  readonly heapBytes: number;
  readonly modelBytes: number;
  readonly entries: number;
}

/** What an exact pass counts: equal on every machine and on every version of Node. */
export interface ExactCounts {
  readonly operations: number;
  readonly operationsByKind: OperationCounts;
  /** Entries that loops visited; absent: none. */
  readonly entriesVisited?: number;
  /** Entries that were deleted because they were too old; absent: none. */
  readonly entriesExpired?: number;
  readonly stats: MapStats;
  readonly chains: ChainStats;
  readonly growthEvents: readonly GrowthEvent[];
  /** Growth events beyond the recorder's fixed size: counted, not listed. */
  readonly growthEventsDropped: number;
  /** At most 512 points plus both sides of every listed growth. */
  readonly staircase: readonly StaircasePoint[];
  /** What the map is made of at the end, over all shards; only of models that are in the kernel. */
  readonly shape?: MapShape;
  /** What a look at every entry tells at the end, over all shards; only of such models. */
  readonly quality?: MapQuality;
  /** The version of the real map that was counted, as in `go1.22.12`; absent for models. */
  readonly realMap?: string;
  /** SHA-256 over the counts above in canonical JSON: two passes agree when these do. */
  readonly digest: string;
}
