import { must } from '../../../base/primitives/must.ts';
import { binomialPmf } from '../../../base/stats/distributions/binomial-pmf.ts';
import type { ClassicArray, ClassicBucket } from './classic-go-layout.ts';
import { chargedBytes, nextPointerSliceCapacity } from '../size-class.ts';

const slotsPerBucket = 8;
const sliceHeaderBytes = 24;

/**
 * Expected overflow buckets of `entries` random keys in 2^log2 buckets: a bucket of k entries has
 * ceil(k / 8) - 1 of them, and k is binomial. About 60 terms, whatever the number of entries.
 */
export function expectedOverflowBuckets(entries: number, log2: number): number {
  if (log2 === 0 || entries <= slotsPerBucket) return 0;
  const probability = 2 ** -log2;
  const odds = probability / (1 - probability);
  let term = binomialPmf(slotsPerBucket + 1, entries, probability);
  let sum = 0;
  // The load never exceeds 6.5, so that the terms fall from the first one on.
  for (let k = slotsPerBucket + 1; k <= entries; k++) {
    const next = sum + term * (Math.ceil(k / slotsPerBucket) - 1);
    if (next === sum) break;
    sum = next;
    term *= ((entries - k) / (k + 1)) * odds;
  }
  return sum * 2 ** log2;
}

/** What the overflow buckets of one array cost beyond the array. */
export interface OverflowCost {
  /** Held at the end: buckets from the heap, and the slice that keeps them alive. */
  readonly heapBytes: number;
  readonly sliceBytes: number;
  /** Allocated on the way. */
  readonly allocatedBytes: number;
  readonly allocations: number;
  /** Whether the hash decides any of it. */
  readonly isExpectedValue: boolean;
}

/** The cost of `overflow` expected overflow buckets behind an array. */
export function overflowCost(
  overflow: number,
  bucket: ClassicBucket,
  array: ClassicArray,
): OverflowCost {
  const heapBuckets = Math.max(0, overflow - array.spareBuckets);
  const heapBytes = heapBuckets * bucket.chargedBytes;
  // A slice is a staircase: its size belongs to a whole number of buckets.
  const slices = bucket.hasPointers
    ? noSlices
    : slicesFor(Math.round(overflow), bucket.hasMallocHeaders);
  return {
    heapBytes,
    sliceBytes: slices.heldBytes,
    allocatedBytes: heapBytes + slices.allocatedBytes,
    allocations: heapBuckets + slices.allocations,
    isExpectedValue: isDecidedByHash(overflow, bucket, array),
  };
}

const noSlices = { heldBytes: 0, allocatedBytes: 0, allocations: 0 };

/** The slice of pointers that keeps overflow buckets without pointers alive, appended one by one. */
function slicesFor(overflow: number, hasHeaders: boolean): typeof noSlices {
  if (overflow === 0) return noSlices;
  const known = hasHeaders ? withHeaders : withoutHeaders;
  return must(slicesUpTo(overflow, known, hasHeaders), 'a slice that is long enough');
}

/** Every capacity that the slice has had, with what all of them took; made as far as it was asked for. */
interface GrownSlice {
  readonly capacity: number;
  readonly costs: typeof noSlices;
}
const withHeaders: GrownSlice[] = [];
const withoutHeaders: GrownSlice[] = [];

function slicesUpTo(
  overflow: number,
  known: GrownSlice[],
  hasHeaders: boolean,
): typeof noSlices | undefined {
  for (let last = known.at(-1); last === undefined || last.capacity < overflow;) {
    const capacity = nextPointerSliceCapacity(last?.capacity ?? 0, hasHeaders);
    const arrayBytes = chargedBytes(8 * capacity, hasHeaders);
    last = {
      capacity,
      costs: {
        heldBytes: sliceHeaderBytes + arrayBytes,
        allocatedBytes: (last?.costs.allocatedBytes ?? sliceHeaderBytes) + arrayBytes,
        allocations: (last?.costs.allocations ?? 1) + 1,
      },
    };
    known.push(last);
  }
  return known.find(({ capacity }) => capacity >= overflow)?.costs;
}

const impossible = 1e-9;
const standardDeviations = 6;

/** The count varies less than a Poisson one: within the spares it costs nothing, whatever it is. */
function isDecidedByHash(overflow: number, bucket: ClassicBucket, array: ClassicArray): boolean {
  if (overflow < impossible) return false;
  const highest = overflow + standardDeviations * Math.sqrt(overflow);
  return !bucket.hasPointers || highest > array.spareBuckets;
}
