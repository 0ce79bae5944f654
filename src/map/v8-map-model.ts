import type { PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';

const objectBytes = 32;
const smallestCapacity = 4;
const largestCapacity = 2 ** 24;
const entriesPerBucket = 2;

/**
 * The closed form of V8's `Map` on 64 bits without pointer compression: one table of 40 bytes and
 * 28 per entry of capacity, which doubles at once when it is full. No hash has a say in it.
 */
export const v8MapModel: SizeModel = {
  maxEntries: largestCapacity,
  state(entries: number): SizeState {
    const capacity = capacityFor(entries);
    const tables = Math.log2(capacity / smallestCapacity) + 1;
    return {
      bytesHeld: objectBytes + tableBytes(capacity),
      isGrowing: false,
      // 4 + 8 + ... + capacity is twice the last less the first.
      totalBytesAllocated: objectBytes + 40 * tables + 28 * (2 * capacity - smallestCapacity),
      totalAllocations: 1 + tables,
      isHeldExpected: false,
      isTotalExpected: false,
    };
  },
  growthsUpTo(entries: number): PlannedGrowth[] {
    const growths: PlannedGrowth[] = [];
    const last = capacityFor(entries);
    for (let capacity = smallestCapacity; capacity < last; capacity *= 2) {
      growths.push(growthFrom(capacity));
    }
    return growths;
  },
  nextGrowth(entries: number): PlannedGrowth | null {
    const capacity = capacityFor(entries);
    return capacity === largestCapacity ? null : growthFrom(capacity);
  },
  stretches(entries: number): RisingStretch[] {
    const growths = v8MapModel.growthsUpTo(entries);
    return [
      { from: 1, to: Math.min(entries, smallestCapacity), peakBytes: held },
      ...growths.flatMap(({ entries: start, bytesDuring }) => [
        { from: start, to: start, peakBytes: () => bytesDuring },
        { from: start + 1, to: Math.min(entries, 2 * (start - 1)), peakBytes: held },
      ]),
    ].filter(({ from, to }) => from <= to);
  },
};

function growthFrom(capacity: number): PlannedGrowth {
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

function held(entries: number): number {
  return objectBytes + tableBytes(capacityFor(entries));
}

function capacityFor(entries: number): number {
  let capacity = smallestCapacity;
  while (capacity < entries && capacity < largestCapacity) capacity *= 2;
  return capacity;
}

function tableBytes(capacity: number): number {
  return 40 + 28 * capacity;
}
