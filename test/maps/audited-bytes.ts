import type { GoType } from '../../src/maps/model/go-type/go-type.ts';
import type { Kernel } from '../../src/maps/reference/kernel/kernel.ts';
import { chargedBytes } from '../../src/maps/model/size-class.ts';

const slot = (type: GoType): number => (type.sizeBytes > 128 ? 8 : type.sizeBytes);
/**
 * What a classic map must be charged, by walking what it really has: header, mapextra, arrays,
 * overflow buckets outside the arrays, slices, indirect keys and elems. Independent of the kernel's
 * own accounts.
 */
export function auditedBytes(
  kernel: Kernel,
  map: number,
  version: number,
  key: GoType,
  value: GoType,
): number {
  // Objects with pointers carry a header since Go 1.22.
  const charged = (size: number, scan: boolean): number =>
    chargedBytes(size, scan && version >= 22);
  const objectBytes = (type: GoType): number =>
    type.sizeBytes > 128 ? charged(type.sizeBytes, type.hasPointers) : 0;
  const view = new DataView(kernel.memory.buffer);
  const word = (address: number): number => Number(view.getBigUint64(address, true));
  const scan = key.hasPointers || value.hasPointers || key.sizeBytes > 128 || value.sizeBytes > 128;
  const bucketBytes = 16 + 8 * (slot(key) + slot(value));
  const header = kernel.exports.mapHeader(map);
  const B = view.getUint8(header + 9);
  const isSameSize = (view.getUint8(header + 8) & 8) !== 0;
  const extra = word(header + 40);

  const arrayBytes = (log2: number): number =>
    charged(bucketBytes * (2 ** log2 + (log2 >= 4 ? 2 ** (log2 - 4) : 0)), scan);
  const sliceBytes = (slice: number): number =>
    slice === 0 ? 0 : 24 + charged(8 * word(slice + 16), true);

  /** Overflow buckets and entries of a generation, found chain by chain. */
  const generationBytes = (array: number, log2: number): number => {
    if (array === 0) return 0;
    const end = array + arrayBytes(log2);
    let bytes = arrayBytes(log2);
    for (let index = 0; index < 2 ** log2; index++) {
      let bucket = array + index * bucketBytes;
      for (; bucket !== 0; bucket = word(bucket + bucketBytes - 8)) {
        if (bucket < array || bucket >= end) bytes += charged(bucketBytes, scan);
        for (let at = 0; at < 8; at++)
          if (view.getUint8(bucket + at) >= 5) bytes += objectBytes(key) + objectBytes(value);
      }
    }
    return bytes;
  };

  return (
    48 +
    (extra === 0 ? 0 : 24 + sliceBytes(word(extra)) + sliceBytes(word(extra + 8))) +
    generationBytes(word(header + 16), B) +
    generationBytes(word(header + 24), isSameSize ? B : B - 1)
  );
}
