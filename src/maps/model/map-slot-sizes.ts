import type { GoType } from './go-type/go-type.ts';
import { chargedBytes } from './size-class.ts';

const largestInlineBytes = 128;
const pointerBytes = 8;

/** What a key or a value takes inside a Go map, and outside of it where it is too large. */
export interface SlotPart {
  readonly inlineBytes: number;
  readonly alignBytes: number;
  readonly hasPointers: boolean;
  /** Charged bytes of the object of its own that a key or value above 128 bytes gets; else 0. */
  readonly boxedBytes: number;
}

/** A key or a value as a slot of a Go map holds it; objects have headers from Go 1.22 on. */
export function slotPart(type: GoType, hasMallocHeaders = true): SlotPart {
  const { sizeBytes, alignBytes, hasPointers } = type;
  if (sizeBytes <= largestInlineBytes) {
    return { inlineBytes: sizeBytes, alignBytes, hasPointers, boxedBytes: 0 };
  }
  return {
    inlineBytes: pointerBytes,
    alignBytes: pointerBytes,
    hasPointers: true,
    boxedBytes: chargedBytes(sizeBytes, hasPointers && hasMallocHeaders),
  };
}

/** Bytes and number of the objects that one entry has outside of the table. */
export function boxesPerEntry(
  key: GoType,
  value: GoType,
  hasMallocHeaders = true,
): { readonly bytes: number; readonly count: number } {
  const boxes = [key, value]
    .map((type) => slotPart(type, hasMallocHeaders))
    .filter(({ boxedBytes }) => boxedBytes > 0);
  return { bytes: boxes.reduce((sum, { boxedBytes }) => sum + boxedBytes, 0), count: boxes.length };
}
