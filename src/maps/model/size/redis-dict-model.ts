import { highestOfAll } from './highest-of.ts';
import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import type { Evacuation, PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';

const pointerBytes = 8;
/** Slots of the first table, made by the first insert: `DICT_HT_INITIAL_SIZE`. */
export const smallestRedisSlots = 4;
/** Slots with a chain that one SET of a new key moves: it looks for the key, adds it, and looks for its expiry. */
const stepsPerSet = 3;

/** Bytes of a table of so many slots. All of them are size classes of jemalloc. */
export function redisTableBytes(slots: number): number {
  return pointerBytes * slots;
}

/** The smallest table that has a slot for each entry: `_dictNextExp`. */
export function redisSlotsFor(entries: number): number {
  let slots = smallestRedisSlots;
  while (slots < entries) slots *= 2;
  return slots;
}

/**
 * The closed form of a dict of Redis 7 (`src/dict.c`): a table of 2^n pointers which doubles with the
 * insert that finds as many entries as slots. Entries move bit by bit, and both tables live until the
 * last has. The entries themselves are allocated one by one and are no part of it.
 *
 * Inserts are SETs of new keys without other traffic, and without the timer that moves slots, too, in a
 * server at its defaults: both tables live no longer than here. No child saves meanwhile.
 */
export const redisDictModel: SizeModel = {
  maxEntries: Number.POSITIVE_INFINITY,
  state(entries: number): SizeState {
    if (entries === 0) return settled(0, 0, 0, false);
    const slots = redisSlotsFor(entries);
    const tables = Math.log2(slots / smallestRedisSlots) + 1;
    const old = slots / 2;
    const isGrowing = tables > 1 && entries < redisEvacuation(old).endsAtEntries;
    return settled(
      redisTableBytes(slots + (isGrowing ? old : 0)),
      redisTableBytes(2 * slots - smallestRedisSlots),
      tables,
      isGrowing,
    );
  },
  growthsUpTo(entries: number): PlannedGrowth[] {
    const growths: PlannedGrowth[] = [];
    for (let slots = smallestRedisSlots; slots < entries; slots *= 2)
      growths.push(redisGrowth(slots, slots));
    return growths;
  },
  nextGrowth(entries: number): PlannedGrowth {
    const slots = redisSlotsFor(entries);
    return redisGrowth(slots, slots);
  },
  stretches(entries: number): RisingStretch[] {
    const held = (count: number): number => redisDictModel.state(count).bytesHeld;
    const growths = redisDictModel.growthsUpTo(entries);
    return [
      { from: 1, to: Math.min(entries, smallestRedisSlots), peakBytes: held },
      ...growths.flatMap(({ fromBuckets: slots, bytesDuring }) => {
        const { endsAtEntries } = redisEvacuation(slots);
        return [
          // The insert that moves the last slot holds both tables until it has.
          { from: slots + 1, to: Math.min(entries, endsAtEntries), peakBytes: () => bytesDuring },
          { from: endsAtEntries + 1, to: Math.min(entries, 2 * slots), peakBytes: held },
        ];
      }),
    ].filter(({ from, to }) => from <= to);
  },
  peakUpTo: (entries) => highestOfAll(redisDictModel.stretches(entries)),
};

/**
 * The growth of a table of so many slots that has so many entries when it starts: as many or more, where
 * a doubling was put off while a child saved or because `maxmemory` had no room.
 */
export function redisGrowth(slots: number, entries: number): PlannedGrowth {
  const toSlots = redisSlotsFor(entries + 1);
  const bytesBefore = redisTableBytes(slots);
  const bytesAfter = redisTableBytes(toSlots);
  return {
    kind: 'double',
    entries: entries + 1,
    fromBuckets: slots,
    toBuckets: toSlots,
    bytesBefore,
    bytesDuring: bytesBefore + bytesAfter,
    bytesAfter,
    isExpectedValue: false,
    wave: null,
  };
}

/**
 * How long the old table of a doubling lives. Each step moves one slot that has entries; of n slots with n
 * entries n (1 - 1/e) have some, with a variance of n (1/e - 2/e^2) over hashes (the occupancy problem).
 */
export function redisEvacuation(slots: number): Evacuation {
  const filled = slots * (1 - (1 - 1 / slots) ** slots);
  const deviation = Math.sqrt(slots * (Math.exp(-1) - 2 * Math.exp(-2)));
  const reach = normalQuantile(0.975) * deviation;
  // The insert that starts it moves nothing.
  const endAfter = (moved: number): number => slots + 1 + Math.ceil(moved / stepsPerSet);
  return {
    fromEntries: slots + 1,
    endsAtEntries: endAfter(filled),
    low: endAfter(Math.max(1, filled - reach)),
    high: endAfter(Math.min(slots, filled + reach)),
  };
}

function settled(
  bytesHeld: number,
  totalBytesAllocated: number,
  totalAllocations: number,
  isGrowing: boolean,
): SizeState {
  return {
    bytesHeld,
    isGrowing,
    totalBytesAllocated,
    totalAllocations,
    // Only where the old table ends is a matter of the hash.
    isHeldExpected: isGrowing,
    isTotalExpected: false,
  };
}
