import type { GrowthKind } from '../model/growth-event.ts';
import type { MapStats } from '../model/map-stats.ts';
import type { Evacuation, MapShape } from './map-shape.ts';

/**
 * A map at one moment, however it was seen: served, registered, attached to, measured. `null` is a
 * figure that the source cannot see, never a zero.
 */
export interface MapFigures {
  readonly entries: number;
  /** Deleted entries that still take a place: Swiss tombstones, deleted entries of V8's table. */
  readonly deleted: number | null;
  /** As in `MapStats`: entries that fit before the next growth by load. */
  readonly capacityEntries: number;
  /** Entries per slot. */
  readonly loadFactor: number;
  /** Main buckets (classic), groups of 8 slots (Swiss) or hash buckets (V8) of the current table. */
  readonly buckets: number;
  /** Overflow buckets in use; 0 in maps that have none. */
  readonly overflowBuckets: number | null;
  readonly bytes: MapBytes;
  /** The growth whose old table still lives; `null` when there is none. */
  readonly growing: GrowthProgress | null;
  /** Growths since the map was made, of the kinds that there were. */
  readonly growthsByKind: Readonly<Partial<Record<GrowthKind, number>>> | null;
  /** Each table of a Swiss map that has several, where the source reads them. */
  readonly tables: readonly TableFigures[] | null;
}

/** Charged bytes of a map. */
export interface MapBytes {
  /** All of it now. */
  readonly held: number;
  /** Current table and its overflow, and the old table of a growth. */
  readonly current: number;
  readonly old: number;
  /** Header, directory and other administration. */
  readonly headers: number | null;
  /** Keys and values that lie outside of the table because they are larger than 128 bytes. */
  readonly entries: number | null;
  /** The most that was held so far. */
  readonly peak: number | null;
}

/** How far a growth is: all `null` where no more can be seen than that there is one. */
export type GrowthProgress = { readonly [Figure in keyof Evacuation]: Evacuation[Figure] | null };

/** One table of a Swiss map: it grows or splits by itself. */
export interface TableFigures {
  readonly slots: number;
  /** Inserts that it takes before it must be made anew: the next one grows, splits or prunes it. */
  readonly insertsLeft: number;
  /** Part of all hashes that lead to it: 2^-depth. */
  readonly share: number;
}

/** Figures of a map whose every growth and allocation is counted: these are always there. */
export interface CountedFigures extends MapFigures {
  readonly overflowBuckets: number;
  readonly bytes: MapBytes & { readonly peak: number };
  readonly growthsByKind: NonNullable<MapFigures['growthsByKind']>;
}

/**
 * What the counters of a reference map show. Bytes of headers and of entries are told apart, and the
 * progress of a growth is known, only with its shape.
 */
export function mapFiguresOf(stats: MapStats, shape: MapShape | null = null): CountedFigures {
  return {
    entries: stats.entries,
    deleted: shape?.tombstones ?? null,
    capacityEntries: stats.capacityEntries,
    loadFactor: stats.loadFactor,
    buckets: stats.buckets,
    overflowBuckets: stats.overflowBuckets,
    bytes: {
      held: stats.bytesHeld,
      current: stats.bytesCurrent,
      old: stats.bytesOld,
      headers: shape?.bytesHeaders ?? null,
      entries: shape?.bytesEntries ?? null,
      peak: stats.bytesPeak,
    },
    growing: stats.isGrowing ? (shape?.evacuation ?? unseenProgress) : null,
    growthsByKind: stats.growthsByKind,
    tables: null,
  };
}

const unseenProgress: GrowthProgress = {
  oldBuckets: null,
  movedBuckets: null,
  fewestWritesLeft: null,
  mostWritesLeft: null,
  isStalled: null,
};
