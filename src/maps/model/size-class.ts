import { must } from '../../base/primitives/must.ts';

/**
 * What Go's allocator charges. Size classes and pages are the same from Go 1.19 to 1.27; from 1.22 on an
 * object with pointers above 512 bytes carries a header of 8 bytes, unless it has pages of its own.
 */
const sizeClasses: readonly number[] = [
  8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
  384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304,
  2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880,
  12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
];
/** Pages of the spans that hold objects of a class; one page where it is not named. */
const spanPages: Readonly<Record<number, number>> = {
  1408: 2,
  1792: 2,
  2304: 2,
  3072: 3,
  3200: 2,
  3456: 3,
  4864: 3,
  5376: 2,
  6144: 3,
  6528: 4,
  6784: 5,
  6912: 6,
  9472: 7,
  9728: 6,
  10240: 5,
  10880: 4,
  12288: 3,
  13568: 5,
  14336: 7,
  16384: 2,
  18432: 9,
  19072: 7,
  20480: 5,
  21760: 8,
  24576: 3,
  27264: 10,
  28672: 7,
  32768: 4,
};
const largestSmallBytes = 32760;
const pageBytes = 8192;
const largestClassBytes = 32768;
const headerBytes = 8;
const largestWithoutHeaderBytes = 512;

/** Bytes that one allocation of `size` bytes takes from the heap: its size class, or whole pages. */
export function chargedBytes(size: number, hasPointers: boolean): number {
  if (size === 0) return 0;
  if (size > largestSmallBytes) return Math.ceil(size / pageBytes) * pageBytes;
  return smallestClass(size + headerOf(size, hasPointers));
}

/** Bytes of the span that an object of `charged` bytes shares with others of its class, or has alone. */
export function spanBytes(charged: number): number {
  const isSmall = charged <= largestClassBytes;
  return isSmall ? (spanPages[charged] ?? 1) * pageBytes : charged;
}

/** Bytes of that allocation that the program may use: what is charged, less the header. */
export function usableBytes(size: number, hasPointers: boolean): number {
  return chargedBytes(size, hasPointers) - headerOf(size, hasPointers);
}

/**
 * The next capacity of a full slice of pointers that one element is appended to. Capacity 0 gives 1.
 * The array is charged as `chargedBytes(8 * capacity, hasHeaders)`: of pointers, with headers from Go
 * 1.22 on.
 */
export function nextPointerSliceCapacity(capacity: number, hasHeaders = true): number {
  const needed = capacity + 1;
  let wanted = capacity;
  if (needed > 2 * capacity) wanted = needed;
  else if (capacity < 256) wanted = 2 * capacity;
  else while (wanted < needed) wanted += Math.floor((wanted + 768) / 4);
  return Math.floor(usableBytes(8 * wanted, hasHeaders) / 8);
}

function headerOf(size: number, hasPointers: boolean): number {
  return hasPointers && size > largestWithoutHeaderBytes && size <= largestSmallBytes
    ? headerBytes
    : 0;
}

/** Classes by size in words of 8 bytes, as Go has them: a plan asks thousands of times. */
const classOfWords = sizeClasses.flatMap((size, index) =>
  Array.from<number>({ length: (size - (sizeClasses[index - 1] ?? -8)) / 8 }).fill(size),
);

function smallestClass(size: number): number {
  return must(classOfWords[Math.ceil(size / 8)], 'a class of at least this size');
}
