import { classicVersion } from '../../../maps/model/classic-version.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import {
  classicArray,
  classicBucket,
  classicCapacity,
} from '../../../maps/model/size/classic-go-layout.ts';
import {
  largestTableSlots,
  swissArrayBytes,
  swissGroup,
  swissTableCapacity,
} from '../../../maps/model/size/swiss-go-layout.ts';
import type { SiteTypes } from '../site-costs.ts';

/** A table that a map of some type can have. */
export interface TableSize {
  /** Entries that it holds when it has grown to this size, fewest and most. */
  readonly entriesFrom: number;
  readonly entriesTo: number;
  /** Whether a map has several of this size. */
  readonly isOneOfMany: boolean;
  /** What the runtime asks for, by which a profile takes its samples, before the allocator rounds it up. */
  readonly requestedBytes: number;
}

const mostLog2 = 34;
const smallest = 8;

/** Tables of a map by the bytes that the allocator charges for their block. */
export function tableSizes(
  map: MapModel,
  types: Pick<SiteTypes, 'key' | 'value'>,
): ReadonlyMap<number, TableSize> {
  const [key, value] = [parseGoType(types.key), parseGoType(types.value)];
  const sizes = new Map<number, TableSize>();
  const { family, goMinor } = modelFacts(map);
  if (family === 'classic') {
    const bucket = classicBucket(key, value, classicVersion(goMinor ?? 0));
    const capacity = (log2: number): number => classicCapacity(log2, bucket.load);
    for (let log2 = 0; log2 <= mostLog2; log2 += 1)
      sizes.set(classicArray(bucket, log2).bytes, {
        entriesFrom: log2 === 0 ? 1 : capacity(log2 - 1) + 1,
        entriesTo: capacity(log2),
        isOneOfMany: false,
        requestedBytes: classicArray(bucket, log2).bytes,
      });
    return sizes;
  }
  const group = swissGroup(key, value);
  for (let slots = smallest; slots <= largestTableSlots; slots *= 2) {
    const isLargest = slots === largestTableSlots;
    const half = swissTableCapacity(slots / 2);
    sizes.set(swissArrayBytes(group, slots), {
      // A split leaves half of the entries in each part, on average.
      entriesFrom: slots === smallest ? 1 : isLargest ? half : half + 1,
      entriesTo: slots === smallest ? slots : swissTableCapacity(slots),
      isOneOfMany: isLargest,
      requestedBytes: (slots / smallest) * group.sizeBytes,
    });
  }
  return sizes;
}
