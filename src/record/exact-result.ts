import type { GrowthEvent } from '../map/growth-event.ts';
import type { ChainStats, MapStats } from '../map/map-stats.ts';

/** A point of the memory staircase. */
export interface StaircasePoint {
  readonly operation: number;
  readonly entries: number;
  readonly bytesHeld: number;
  readonly loadFactor: number;
}

/** What an exact pass counts: equal on every machine and on every version of Node. */
export interface ExactCounts {
  readonly operations: number;
  readonly operationsByKind: {
    readonly insert: number;
    readonly update: number;
    readonly delete: number;
    readonly lookup: number;
  };
  readonly stats: MapStats;
  readonly chains: ChainStats;
  readonly growthEvents: readonly GrowthEvent[];
  /** Growth events beyond the recorder's fixed size: counted, not listed. */
  readonly growthEventsDropped: number;
  /** At most 512 points plus both sides of every listed growth. */
  readonly staircase: readonly StaircasePoint[];
  /** The version of the real map that was counted, as in `go1.22.12`; absent for models. */
  readonly realMap?: string;
  /** SHA-256 over the counts above in canonical JSON: two passes agree when these do. */
  readonly digest: string;
}
