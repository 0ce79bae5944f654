import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { NextGrowth } from '../../../maps/figures/next-growth.ts';
import type { GrowthEvent, GrowthKind } from '../../../maps/model/growth-event.ts';
import type { SampledKeyLoad } from '../size/sampled-keys.ts';

/** Why a map refused a write. */
export const refusalReasons = ['out-of-memory', 'map-full'] as const;

export type RefusalReason = (typeof refusalReasons)[number];

/** What was done to a map since it was made. */
export interface OperationCounts {
  /** Entries written and deletes performed; not those that were refused. */
  readonly writes: number;
  readonly lookups: number;
  readonly collisions: number;
  readonly refusedWrites: Readonly<Record<RefusalReason, number>>;
}

/** A growth of which an exemplar tells. */
export interface ExportedGrowth extends Pick<
  GrowthEvent,
  'kind' | 'shard' | 'entries' | 'fromBuckets' | 'toBuckets'
> {
  readonly startedAtMs: number;
}

/** A map at one moment as the exporter shows it, wherever it lives; `null` is what nobody can see. */
export interface ExportedMap extends Pick<LiveMap, 'figures' | 'shards'> {
  /** Value of the label `map`. */
  readonly name: string;
  readonly nextGrowth: NextGrowth | null;
  /** Charged bytes that the map may hold; `null` = no limit. */
  readonly limitBytes: number | null;
  /** Kinds that its model knows: each is there from the first scrape on, or no rate could be told. */
  readonly growthKinds: readonly GrowthKind[];
  readonly counts: OperationCounts | null;
  /** Which keys are asked for most; `null` where no operation is seen. */
  readonly keys: SampledKeyLoad | null;
  /** Seconds that operations waited for the guard; `null` where there is none, or nobody sees it. */
  readonly guardWaitSeconds: number | null;
  /** The newest ones, oldest first. */
  readonly growths: readonly ExportedGrowth[];
  /** Since when its counters count: wall clock, milliseconds since 1970. */
  readonly createdAtMs: number | null;
}
