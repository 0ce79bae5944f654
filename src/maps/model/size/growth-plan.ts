import type { SizedSpec } from '../map-spec.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { GoType } from '../go-type/go-type.ts';
import type { GrowthKind } from '../growth-event.ts';
import type { Guard } from '../guards.ts';

/**
 * What to plan: `entries` inserts of distinct keys into a new map, no deletes. Bytes that a string or a
 * pointer points to do not count. Without `hint` it is 0, without `limitBytes` there is no limit.
 */
export interface PlanRequest
  extends
    Pick<SizedSpec, 'map' | 'key' | 'value'>,
    Partial<Pick<SizedSpec, 'hint' | 'limitBytes'>> {
  readonly entries: number;
  /** @default 'mutex', as one map */
  readonly guard?: Guard;
}

/** A growth that lies ahead of, or on the way to, a number of entries. */
export interface PlannedGrowth {
  readonly kind: GrowthKind;
  /** Number of the insert that starts it; of a wave, the insert at which half of all maps have begun. */
  readonly entries: number;
  /** Buckets (classic, V8), slots (Swiss, Redis, Python) or entries of the directory, before and after. */
  readonly fromBuckets: number;
  readonly toBuckets: number;
  /** Charged bytes held before it, with old and new together, and once the old part is gone. */
  readonly bytesBefore: number;
  readonly bytesDuring: number;
  readonly bytesAfter: number;
  /** Whether the hash has a say in the figures, so that they are means over random seeds. */
  readonly isExpectedValue: boolean;
  /**
   * Swiss maps of several tables: every table grows at a time of its own, which the hash decides.
   * The tables that grow, and the inserts by which half of all maps have seen the middle and the
   * last one of them. `null` where one insert does it.
   */
  readonly wave: {
    readonly tables: number;
    readonly middleAtEntries: number;
    readonly lastAtEntries: number;
  } | null;
}

/** Which figures of a plan depend on the hash, so that they are means over random seeds. */
export interface ExpectedFigures {
  readonly bytesHeld: boolean;
  readonly totalBytesAllocated: boolean;
  readonly totalAllocations: boolean;
  readonly nextGrowthAtEntries: boolean;
}

/** Where the old table of a doubling has moved and goes, if every write is an insert of a new key. */
export interface Evacuation {
  /** The insert that starts it: both tables live from there. */
  readonly fromEntries: number;
  /** The insert with which the last old bucket moves, on the average over hash seeds. */
  readonly endsAtEntries: number;
  /** Between these it is for 95 % of all hashes. */
  readonly low: number;
  readonly high: number;
}

/** What a Go map that never leaves its function has on the stack, so that a benchmark does not count it. */
export interface StackShare {
  readonly bytes: number;
  readonly allocations: number;
}

/** How a map swells on its way to a number of entries. Bytes are charged bytes. */
export interface GrowthPlan extends Pick<SizedSpec, 'map' | 'hint'> {
  readonly key: GoType;
  readonly value: GoType;
  /** Those asked for, or as many as there are different keys. */
  readonly entries: number;
  /** Bytes held after exactly that many inserts; with the old table where it is still expected. */
  readonly bytesHeld: number;
  /** Whether old and new table are expected to live side by side after that many inserts. */
  readonly isGrowing: boolean;
  /** The most that was held at any moment on the way. */
  readonly peakBytesHeld: number;
  /** `bytesHeld` less the bytes of the keys and values alone; V8 keeps each in a word. */
  readonly swellingBytes: number;
  readonly totalBytesAllocated: number;
  readonly totalAllocations: number;
  readonly growthEvents: readonly PlannedGrowth[];
  /** The insert beyond `entries` that starts the next growth; `null` where no growth can come. */
  readonly nextGrowthAtEntries: number | null;
  readonly nextGrowth: PlannedGrowth | null;
  readonly limitBytes: number | null;
  /** Whether every insert up to `entries` fits into the limit and into what the map can hold. */
  readonly fits: boolean;
  /** The first insert that does not fit, 0 where making the map does not; `null` if all fit. */
  readonly failsAtInsert: number | null;
  /** Why that insert fails, in one sentence; `null` if all fit. */
  readonly reason: string | null;
  readonly isExpectedValue: ExpectedFigures;
  /** Only of `sharded:N`: where the peak lies at 95 % of all hashes. */
  readonly shards?: { readonly count: number; readonly peakLow: number; readonly peakHigh: number };
  /** Only of a `sync.Map` that is a trie, whose nodes the hash decides: the same. */
  readonly trie?: { readonly peakLow: number; readonly peakHigh: number };
  /** Of one classic Go map: how long the last doubling goes on while it does, else the next one. */
  readonly evacuation?: Evacuation;
  /** Of one Go map that never leaves its function: what lies on the stack, and in no count of a benchmark. */
  readonly onStack?: StackShare;
  readonly warnings: readonly Warning[];
}
