import type { LiveMap } from '../../../maps/figures/live-map.ts';
import { type NextGrowth, nextGrowth } from '../../../maps/figures/next-growth.ts';
import { growthAhead } from '../../../maps/model/size/growth-ahead.ts';
import type { MemoryRoom } from '../proc/memory-room.ts';

/** A map of a followed process at one look. */
export interface FollowedMap {
  readonly map: LiveMap;
  /** Entries that come per minute, less those that go; `null` before the second look. */
  readonly entriesPerMinute: number | null;
  readonly next: ForeseenGrowth | null;
}

/** The growth that comes next, as far as it can be foreseen from outside. */
export interface ForeseenGrowth {
  /** By the size model; `null` where the type is not certain, and sizes with it. */
  readonly model: NextGrowth | null;
  /** Entries after the insert that starts it. */
  readonly atEntries: number;
  /** Minutes until then at the present rate; `null` without one, or where the map does not fill. */
  readonly inMinutes: number | null;
  /** Most bytes that the map holds during it. */
  readonly peakBytes: number | null;
  /**
   * Whether there is room for it beside all that the limit counts now; what entries bring that come
   * until then is not in it. `null` without a limit.
   */
  readonly fits: boolean | null;
}

/**
 * The growth ahead of a map.
 *
 * @param takenPerMinute places that are taken per minute
 */
export function foreseeGrowth(
  map: LiveMap,
  takenPerMinute: number | null,
  room: MemoryRoom | null,
): ForeseenGrowth | null {
  const { spec, figures, kind } = map;
  if (kind === 'object') return foreseeRehash(map, takenPerMinute, room);
  if (spec === null) {
    // Tables of a Swiss map grow at times of their own, and what is left of weak ones nobody counts.
    if (kind !== 'map' || figures.tables !== null || figures.deleted !== null) return null;
    const atEntries = figures.capacityEntries + 1;
    const { inMinutes, fits } = growthAhead(
      { entries: atEntries, bytesDuring: null },
      { entries: figures.entries, ratePerMinute: takenPerMinute, limitBytes: null },
    );
    return { model: null, atEntries, inMinutes, peakBytes: null, fits };
  }
  const model = nextGrowth(spec, figures, takenPerMinute);
  if (model === null) return null;
  const { atEntries, bytesBefore, bytesDuring } = model;
  const peakBytes = Math.max(bytesDuring, figures.bytes.held);
  // The new table, beside all that is used now: garbage of growths before may still be there then.
  const { inMinutes, fits } = growthAhead(model, {
    entries: figures.entries,
    ratePerMinute: takenPerMinute,
    limitBytes: room?.limitBytes ?? null,
    bytesElsewhere: (room?.usedBytes ?? 0) - bytesBefore,
  });
  return { model, atEntries, inMinutes, peakBytes, fits };
}

/** Words of an entry of an object that is used as a dictionary: key, value and details, of 8 bytes each. */
const dictionaryEntryBytes = 24;

/**
 * V8 makes the table of such an object anew for one and a half times as many entries, as a power of two
 * (`HashTable::EnsureCapacity` and `ComputeCapacity` in its `objects.cc`).
 */
function foreseeRehash(
  { figures: { entries, capacityEntries, buckets, bytes } }: LiveMap,
  takenPerMinute: number | null,
  room: MemoryRoom | null,
): ForeseenGrowth {
  const atEntries = capacityEntries + 1;
  const places = 2 ** Math.ceil(Math.log2(atEntries + Math.floor(atEntries / 2)));
  const bytesDuring = bytes.held + bytes.current + dictionaryEntryBytes * (places - buckets);
  const { inMinutes, fits } = growthAhead(
    { entries: atEntries, bytesDuring },
    {
      entries,
      ratePerMinute: takenPerMinute,
      limitBytes: room?.limitBytes ?? null,
      bytesElsewhere: (room?.usedBytes ?? 0) - bytes.held,
    },
  );
  return { model: null, atEntries, inMinutes, peakBytes: bytesDuring, fits };
}
