import { chargedBytes } from '../../../../maps/model/size-class.ts';
import { classicArray, classicCapacity } from '../../../../maps/model/size/classic-go-layout.ts';
import { expectedOverflowBuckets } from '../../../../maps/model/size/classic-go-overflow.ts';
import { readWord } from '../../proc/process-memory.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { RuntimeType } from '../program/go-types.ts';
import { type ClassicHeader, oldLog2Of } from './classic-header.ts';
import type { MapContext, MemoryReader } from './map-context.ts';

/** From 2^16 buckets on the runtime counts overflow buckets by chance. */
export const lastExactLog2 = 15;
const sliceHeaderBytes = 24;

/** The overflow buckets of a classic map. */
export interface ClassicOverflow {
  readonly buckets: number;
  /** Held beyond the array: buckets from the heap, their lists, the record of both. */
  readonly bytes: number;
  readonly oldBytes: number;
  readonly isEstimate: boolean;
  /** Whether spares are left: then none is from the heap. */
  readonly hasSpares: boolean;
}

/**
 * Overflow buckets are taken from the spares behind the array first, then from the heap. Buckets
 * without pointers are kept alive by a list, which gives their exact number.
 */
export function overflowOf(
  { memory, find, layout }: MapContext,
  header: ClassicHeader,
  object: HeapObject,
  inner: RuntimeType | null,
): ClassicOverflow {
  const { log2, overflow, extra, oldBuckets } = header;
  const extraAt = layout.classic?.mapextra;
  const record =
    extra === 0 || extraAt === undefined ? null : memory.pieceAt(extra, extraAt.structSize);
  const bucket = inner ?? {
    sizeBytes: Math.floor(object.bytes / 2 ** log2),
    hasPointers: object.hasPointers,
  };
  const { hasMallocHeaders } = layout;
  const spares = (arrayLog2: number): number =>
    inner === null
      ? classicArray({ ...bucket, hasMallocHeaders }, arrayLog2).spareBuckets
      : sparesOf(inner, hasMallocHeaders, arrayLog2);
  const list =
    record === null || extraAt === undefined
      ? null
      : readList(memory, find, readWord(record.in, record.at + extraAt.overflow));
  const oldList =
    record === null || extraAt === undefined
      ? null
      : readList(memory, find, readWord(record.in, record.at + extraAt.oldoverflow));
  const nextSpare =
    record === null || extraAt === undefined
      ? 0
      : readWord(record.in, record.at + extraAt.nextOverflow);
  const scale = log2 > lastExactLog2 ? 2 ** (log2 - lastExactLog2) : 1;
  const buckets = list?.length ?? overflow * scale;
  const bucketCharge = chargeOf(bucket, hasMallocHeaders);
  const hasSpares = nextSpare !== 0;
  // Spares are used up before the heap is asked.
  const fromHeap = hasSpares ? 0 : Math.max(0, buckets - spares(log2));
  return {
    hasSpares,
    buckets,
    bytes:
      fromHeap * bucketCharge +
      (list?.bytes ?? 0) +
      (record === null ? 0 : (extraAt?.structSize ?? 0)),
    oldBytes:
      oldBuckets === 0
        ? 0
        : oldOverflowBytes(header, oldList, bucketCharge, spares, bucket.hasPointers),
    isEstimate:
      (list === null && scale > 1 && overflow > 0) || (oldBuckets !== 0 && bucket.hasPointers),
  };
}

function chargeOf(
  { sizeBytes, hasPointers }: Pick<RuntimeType, 'sizeBytes' | 'hasPointers'>,
  hasMallocHeaders: boolean,
): number {
  return chargedBytes(sizeBytes, hasPointers && hasMallocHeaders);
}

/** What overflow buckets take that did not fit into the spares of an array with a header. */
export function overflowBytesBeyond(inner: RuntimeType, log2: number, buckets: number): number {
  return Math.max(0, buckets - sparesOf(inner, true, log2)) * chargeOf(inner, true);
}

/** By type and log2 of the buckets: many maps are of few types. */
const knownSpares = new WeakMap<RuntimeType, Map<number, number>>();

export function sparesOf(inner: RuntimeType, hasMallocHeaders: boolean, log2: number): number {
  const ofType = knownSpares.get(inner) ?? new Map<number, number>();
  const spares =
    ofType.get(log2) ?? classicArray({ ...inner, hasMallocHeaders }, log2).spareBuckets;
  ofType.set(log2, spares);
  knownSpares.set(inner, ofType);
  return spares;
}

/**
 * Nothing counts the old chains of buckets with pointers: the mean of such a table stands in. A chain is
 * garbage as soon as its bucket has moved.
 */
function oldOverflowBytes(
  header: ClassicHeader,
  oldList: OverflowList | null,
  bucketCharge: number,
  spares: (log2: number) => number,
  hasPointers: boolean,
): number {
  const oldLog2 = oldLog2Of(header);
  if (!hasPointers) {
    const buckets = oldList?.length ?? 0;
    return Math.max(0, buckets - spares(oldLog2)) * bucketCharge + (oldList?.bytes ?? 0);
  }
  const buckets = expectedOverflowBuckets(classicCapacity(oldLog2), oldLog2);
  const unmoved = Math.max(0, 1 - header.evacuated / 2 ** oldLog2);
  return Math.round(Math.max(0, buckets - spares(oldLog2)) * unmoved) * bucketCharge;
}

interface OverflowList {
  readonly length: number;
  /** Of the slice and its header. */
  readonly bytes: number;
}

function readList(
  memory: MemoryReader,
  find: MapContext['find'],
  address: number,
): OverflowList | null {
  if (address === 0) return null;
  const slice = memory.read(address, sliceHeaderBytes);
  if (slice === null) return null;
  const array = find(readWord(slice, 0));
  return { length: readWord(slice, 8), bytes: sliceHeaderBytes + (array?.bytes ?? 0) };
}
