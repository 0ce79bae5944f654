import { type ClassicVersion, newestClassic } from '../classic-version.ts';
import type { GoType } from '../go-type/go-type.ts';
import { slotPart } from '../map-slot-sizes.ts';
import { chargedBytes, usableBytes } from '../size-class.ts';

const slotsPerBucket = 8;
const largestAllocationBytes = 2 ** 48;
/** From this many buckets on, as a power of two, an array has spare overflow buckets. */
const spareFromLog2 = 4;

/** The bucket of a classic Go map with keys and values of one type. */
export interface ClassicBucket extends ClassicVersion {
  readonly sizeBytes: number;
  /** Buckets without pointers are kept alive by slices of pointers to their overflow buckets. */
  readonly hasPointers: boolean;
  /** What one overflow bucket from the heap is charged. */
  readonly chargedBytes: number;
}

/** 8 bytes of hash tops, 8 keys, 8 values, 1 overflow pointer. */
export function classicBucket(
  key: GoType,
  value: GoType,
  version: ClassicVersion = newestClassic,
): ClassicBucket {
  const keyPart = slotPart(key);
  const valuePart = slotPart(value);
  const sizeBytes =
    8 + slotsPerBucket * keyPart.inlineBytes + slotsPerBucket * valuePart.inlineBytes + 8;
  const hasPointers = keyPart.hasPointers || valuePart.hasPointers;
  const charged = chargedBytes(sizeBytes, hasPointers && version.hasMallocHeaders);
  return { ...version, sizeBytes, hasPointers, chargedBytes: charged };
}

/** The array of 2^log2 buckets with the spare overflow buckets behind them. */
export interface ClassicArray {
  readonly buckets: number;
  readonly spareBuckets: number;
  readonly bytes: number;
}

/** The array that is made for 2^log2 buckets: a sixteenth more from 16 on, then up to the class. */
export function classicArray(
  { sizeBytes, hasPointers, hasMallocHeaders }: Omit<ClassicBucket, 'load' | 'chargedBytes'>,
  log2: number,
): ClassicArray {
  const hasHeader = hasPointers && hasMallocHeaders;
  const buckets = 2 ** log2;
  if (log2 < spareFromLog2) {
    return { buckets, spareBuckets: 0, bytes: chargedBytes(sizeBytes * buckets, hasHeader) };
  }
  const asked = sizeBytes * (buckets + 2 ** (log2 - spareFromLog2));
  const fitting = Math.floor(usableBytes(asked, hasHeader) / sizeBytes);
  return {
    buckets,
    spareBuckets: fitting - buckets,
    bytes: chargedBytes(asked, hasHeader),
  };
}

/** Entries that 2^log2 buckets take before the next insert doubles them: 8, then 6.5 or 6 per bucket. */
export function classicCapacity(log2: number, load: number = newestClassic.load): number {
  return log2 === 0 ? slotsPerBucket : load * 2 ** log2;
}

/** The smallest log2 of a number of buckets that `entries` do not overload. */
export function classicLog2For(entries: number, load: number = newestClassic.load): number {
  // A plan asks this thousands of times; the loop makes up for what the logarithm rounds.
  let log2 = Math.max(0, Math.floor(Math.log2(entries / (2 * load))));
  while (classicCapacity(log2, load) < entries) log2 += 1;
  return log2;
}

/** Whether `make` takes no notice of a hint, because its buckets could never be allocated. */
export function isHintIgnored(hint: number, { sizeBytes }: ClassicBucket): boolean {
  return hint * sizeBytes > largestAllocationBytes;
}
