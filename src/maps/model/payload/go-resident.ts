import { chargedBytes, spanBytes } from '../size-class.ts';

/** The runtime's record of a span, `mspan`: 160 bytes from Go 1.22 to 1.27. */
const spanRecordBytes = 160;
/** Below this, a span of objects with pointers keeps their pointer bits at its end: 1 bit a word. */
const largestWithBitsInSpan = 512;
const bitsOfWord = 64;
/** From here on, mark bits of small objects lie in their span: the collector called Green Tea. */
const firstGreenTeaMinor = 26;
const inlineMarkBytes = 128;
const smallestWithInlineMarks = 16;

/**
 * Resident bytes that one of many objects costs: its part of a span with what is lost at the end of
 * it, of the bits in it and of the runtime's record of it. The rules of Go's allocator, `mheap.go`
 * and `mbitmap.go`; `HeapInuse` and `MSpanInuse` over the number of objects.
 *
 * @param minor of the version of Go: 22 for Go 1.22
 */
export function residentBytes(size: number, hasPointers: boolean, minor: number): number {
  const charged = chargedBytes(size, hasPointers);
  if (charged === 0) return 0;
  const span = spanBytes(charged);
  const isSmall = charged <= largestWithBitsInSpan;
  const pointerBits = isSmall && hasPointers ? span / bitsOfWord : 0;
  const hasMarks = isSmall && charged >= smallestWithInlineMarks && minor >= firstGreenTeaMinor;
  const room = span - pointerBits - (hasMarks ? inlineMarkBytes : 0);
  const objects = Math.floor(room / charged);
  // Two bit maps, of what is allocated and of what is marked, in words.
  const bits = 2 * 8 * Math.ceil(objects / bitsOfWord);
  return (span + spanRecordBytes + bits) / objects;
}
