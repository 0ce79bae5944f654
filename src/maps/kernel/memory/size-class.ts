import { control, PAGE_BYTES } from './memory-layout';

/** Go's size classes, the same from 1.19 to 1.27. Index 0 is unused. */
const CLASS_SIZES = memory.data<u32>([
  0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256, 288, 320, 352,
  384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792, 2048, 2304,
  2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880,
  12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768,
]);
export const CLASS_COUNT: u32 = 68;
export const LARGEST_CLASS: usize = 32768;
/** Up to here an object with its header fits a class. */
const LARGEST_SMALL: usize = 32760;
const HEADER_BYTES: usize = 8;
/** Objects with pointers beyond this carry their type in a header of their own. */
const LARGEST_WITHOUT_HEADER: usize = 512;

/** Bytes of one object of a class. */
export function classSize(index: u32): u32 {
  return load<u32>(CLASS_SIZES + ((<usize>index) << 2));
}

/** Smallest class that holds `size` bytes, 1..32768. */
export function classIndex(size: usize): u32 {
  if (size <= 1024) return load<u8>(control().classBySmallSize + ((size + 7) >> 3));
  return load<u8>(control().classByMediumSize + ((size - 1024 + 127) >> 7));
}

/** Fills the two look-up tables; the addresses come from the arena. */
export function fillClassTables(bySmallSize: usize, byMediumSize: usize): void {
  let index: u32 = 1;
  for (let step: u32 = 0; step <= 128; step++) {
    while (classSize(index) < step * 8) index++;
    store<u8>(bySmallSize + step, index);
  }
  for (let step: u32 = 0; step <= 248; step++) {
    while (classSize(index) < 1024 + step * 128) index++;
    store<u8>(byMediumSize + step, index);
  }
}

function headerBytes(size: usize, scan: bool): usize {
  return scan && size > LARGEST_WITHOUT_HEADER && size <= LARGEST_SMALL ? HEADER_BYTES : 0;
}

/** Bytes that Go's allocator charges for an object of `size` bytes, with or without pointers. */
export function chargedBytes(size: usize, scan: bool): usize {
  if (size == 0) return 0;
  if (size > LARGEST_SMALL) return (size + PAGE_BYTES - 1) & ~(PAGE_BYTES - 1);
  return classSize(classIndex(size + headerBytes(size, scan)));
}

/** What the program may use of the charged bytes: the header is not its own. */
export function usableBytes(size: usize, scan: bool): usize {
  return chargedBytes(size, scan) - headerBytes(size, scan);
}
