import { highestOfAll } from './highest-of.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import { largestV8Capacity, v8TableBytes, type V8Collection } from './v8-table.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';
import { stretchesAround } from './stretches-around.ts';

const objectBytes = 32;
const smallestCapacity = 4;
const entriesPerBucket = 2;

/**
 * The closed form of V8's `Map` and `Set` on 64 bits without pointer compression: one table of 40
 * bytes and 28 or 20 per entry of capacity, which doubles at once when it is full. No hash has a say
 * in it.
 */
export function v8SizeModel(collection: V8Collection): SizeModel {
  return collection === 'map' ? mapModel : setModel;
}

const mapModel = modelOf('map');
const setModel = modelOf('set');

function modelOf(collection: V8Collection): SizeModel {
  const tableBytes = (capacity: number): number => v8TableBytes(collection, capacity);
  const held = (entries: number): number => objectBytes + tableBytes(capacityFor(entries));
  const growthFrom = (capacity: number): PlannedGrowth => growthOf(capacity, tableBytes);
  const growthsUpTo = (entries: number): PlannedGrowth[] => {
    const growths: PlannedGrowth[] = [];
    const last = capacityFor(entries);
    for (let capacity = smallestCapacity; capacity < last; capacity *= 2)
      growths.push(growthFrom(capacity));
    return growths;
  };
  const stretches = (entries: number): RisingStretch[] =>
    stretchesAround(growthsUpTo(entries), entries, held);
  return {
    maxEntries: largestV8Capacity,
    state(entries: number): SizeState {
      const capacity = capacityFor(entries);
      const tables = Math.log2(capacity / smallestCapacity) + 1;
      return {
        bytesHeld: objectBytes + tableBytes(capacity),
        isGrowing: false,
        // 4 + 8 + ... + capacity is twice the last less the first; each table has its own header.
        totalBytesAllocated:
          objectBytes + tableBytes(2 * capacity - smallestCapacity) + (tables - 1) * tableBytes(0),
        totalAllocations: 1 + tables,
        isHeldExpected: false,
        isTotalExpected: false,
      };
    },
    growthsUpTo,
    nextGrowth(entries: number): PlannedGrowth | null {
      const capacity = capacityFor(entries);
      return capacity === largestV8Capacity ? null : growthFrom(capacity);
    },
    stretches,
    peakUpTo: (entries) => highestOfAll(stretches(entries)),
  };
}

function growthOf(capacity: number, tableBytes: (capacity: number) => number): PlannedGrowth {
  const bytesBefore = objectBytes + tableBytes(capacity);
  const newBytes = tableBytes(2 * capacity);
  return {
    kind: 'double',
    entries: capacity + 1,
    fromBuckets: capacity / entriesPerBucket,
    toBuckets: (2 * capacity) / entriesPerBucket,
    bytesBefore,
    bytesDuring: bytesBefore + newBytes,
    bytesAfter: objectBytes + newBytes,
    isExpectedValue: false,
    wave: null,
  };
}

function capacityFor(entries: number): number {
  let capacity = smallestCapacity;
  while (capacity < entries && capacity < largestV8Capacity) capacity *= 2;
  return capacity;
}
