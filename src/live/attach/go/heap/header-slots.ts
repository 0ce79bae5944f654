import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoHeap } from './go-heap.ts';
import { inlineMarkBytes, inlineMarksAt } from './inline-marks.ts';
import { goPageBytes, type SpanTable } from './span-table.ts';

/** What a header looks like to the allocator: all headers of a program are of one size class. */
export interface HeaderShape {
  /** Of the size class. */
  readonly bytes: number;
  /** Which of its words are pointers, lowest bit first. */
  readonly pointerWords: number;
}

const bitBatch = { maxGapBytes: 4096, maxBlockBytes: 2 ** 20 };
const pageBatch = { maxGapBytes: 0, maxBlockBytes: 2 ** 20 };

/**
 * Whether an object outlived the last cycle of the collector: `new` ones were allocated since, and may
 * be garbage already.
 */
export type Survival = 'survived' | 'new';

/** A slot that could hold a header. `bytes` is only valid during the call. */
export type SlotVisitor = (
  address: number,
  bytes: Buffer,
  offset: number,
  survival: Survival,
) => void;

interface HeaderSpan {
  readonly address: number;
  readonly bytes: number;
  readonly row: number;
  /** Not swept since the last cycle: what that cycle did not mark is garbage. */
  readonly isUnswept: boolean;
  allocated: Buffer;
  marked: Buffer;
}

/**
 * Visits every allocated object with the size and the pointers of a header, in order of address. Those
 * that the last cycle found dead are left out.
 */
export function visitHeaderSlots(
  memory: ProcessMemory,
  heap: GoHeap,
  spans: SpanTable,
  layout: GoLayout,
  shape: HeaderShape,
  visit: SlotVisitor,
): void {
  const rows = spans.rowsOfSize(shape.bytes);
  const headers = readHeaderSpans(memory, spans, rows, heap.readSweepgen());
  memory.readBatch(headers, pageBatch, (span, buffer, offset) => {
    const now = asSwept(memory, heap, spans, span);
    visitSpan(now, spans, layout, shape, buffer, offset, visit);
  });
}

/**
 * A span as it stands after its page was read. One that was swept meanwhile had its marks moved from
 * the page to its bits: neither place alone would show them, and every object would look dead. While it
 * is being swept nobody can tell, so that what is allocated counts as alive.
 */
function asSwept(
  memory: ProcessMemory,
  heap: GoHeap,
  spans: SpanTable,
  span: HeaderSpan,
): HeaderSpan {
  if (!span.isUnswept) return span;
  const before = spans.sweepgen[span.row];
  const isBeingSwept = heap.readSweepgen() - (before ?? 0) === 1;
  if (!heap.rereadSpan(spans, span.row)) return span;
  if (spans.sweepgen[span.row] === before && !isBeingSwept) return span;
  const sweepgen = heap.readSweepgen();
  const [now = span] = readHeaderSpans(memory, spans, [span.row], sweepgen);
  return sweepgen - (spans.sweepgen[span.row] ?? 0) === 1 ? { ...now, isUnswept: false } : now;
}

/**
 * How headers that are known stand after another cycle of the collector; those that are gone are not in
 * the result.
 */
export function survivalsOf(
  memory: ProcessMemory,
  heap: GoHeap,
  spans: SpanTable,
  layout: GoLayout,
  addresses: readonly number[],
): ReadonlyMap<number, Survival> {
  const byRow = new Map<number, number[]>();
  for (const address of addresses) {
    const row = spans.rowAt(address);
    if (row < 0) continue;
    const ofRow = byRow.get(row);
    if (ofRow === undefined) byRow.set(row, [address]);
    else ofRow.push(address);
  }
  const rows = [...byRow.keys()].filter((row) => heap.rereadSpan(spans, row));
  const survivals = new Map<number, Survival>();
  for (const before of readHeaderSpans(memory, spans, rows, heap.readSweepgen())) {
    const inline = layout.hasInlineMarks
      ? memory.read(before.address + before.bytes - inlineMarkBytes, inlineMarkBytes)
      : null;
    const span = asSwept(memory, heap, spans, before);
    for (const address of byRow.get(span.row) ?? []) {
      const slot = Math.floor((address - span.address) / (spans.elementBytes[span.row] ?? 1));
      const survival = survivalOf(span, spans, slot, inline, 0);
      if (survival !== null) survivals.set(address, survival);
    }
  }
  return survivals;
}

/** Those spans in order of address, with their bits. */
function readHeaderSpans(
  memory: ProcessMemory,
  spans: SpanTable,
  rows: readonly number[],
  sweepgen: number,
): readonly HeaderSpan[] {
  const headers = rows
    .map((row) => ({
      address: spans.start[row] ?? 0,
      bytes: (spans.pages[row] ?? 0) * goPageBytes,
      row,
      isUnswept: isUnswept(sweepgen, spans.sweepgen[row] ?? 0),
      allocated: Buffer.alloc(0),
      marked: Buffer.alloc(0),
    }))
    .toSorted((a, b) => a.address - b.address);
  readBits(memory, headers, spans.allocBits, spans, (span, bits) => {
    span.allocated = bits;
  });
  const unswept = headers.filter((span) => span.isUnswept);
  readBits(memory, unswept, spans.markBits, spans, (span, bits) => {
    span.marked = bits;
  });
  return headers;
}

function readBits(
  memory: ProcessMemory,
  headers: readonly HeaderSpan[],
  bitsAt: Float64Array,
  spans: SpanTable,
  take: (span: HeaderSpan, bits: Buffer) => void,
): void {
  const ranges = headers
    .map((span) => ({
      address: bitsAt[span.row] ?? 0,
      bytes: Math.ceil((spans.elements[span.row] ?? 0) / 8),
      span,
    }))
    .toSorted((a, b) => a.address - b.address);
  memory.readBatch(ranges, bitBatch, ({ bytes, span }, buffer, offset) => {
    take(span, Buffer.from(buffer.subarray(offset, offset + bytes)));
  });
}

function visitSpan(
  span: HeaderSpan,
  spans: SpanTable,
  layout: GoLayout,
  shape: HeaderShape,
  buffer: Buffer,
  offset: number,
  visit: SlotVisitor,
): void {
  const elements = spans.elements[span.row] ?? 0;
  const { hasMallocHeaders, hasInlineMarks } = layout;
  const end = offset + span.bytes - (hasInlineMarks ? inlineMarkBytes : 0);
  const bitmapAt = end - span.bytes / 64;
  for (let slot = 0; slot < elements; slot++) {
    const isHeader =
      !hasMallocHeaders ||
      pointersOf(buffer, bitmapAt, slot, shape.bytes / 8) === shape.pointerWords;
    if (!isHeader) continue;
    const survival = survivalOf(span, spans, slot, hasInlineMarks ? buffer : null, end);
    if (survival === null) continue;
    visit(span.address + slot * shape.bytes, buffer, offset + slot * shape.bytes, survival);
  }
}

/** How a slot stands; `null` if it is free, or the last cycle found it dead. */
function survivalOf(
  span: HeaderSpan,
  spans: SpanTable,
  slot: number,
  inline: Buffer | null,
  inlineAt: number,
): Survival | null {
  const isOld = bitAt(span.allocated, 0, slot);
  if (!isOld && slot >= (spans.freeIndex[span.row] ?? 0)) return null;
  if (!span.isUnswept) return isOld ? 'survived' : 'new';
  const isMarked =
    bitAt(span.marked, 0, slot) ||
    (inline !== null && bitAt(inline, inlineAt + inlineMarksAt, slot));
  return isMarked ? 'survived' : null;
}

/** Two behind the heap: to be swept; one: being swept; one ahead: cached before the sweep began. */
export function isUnswept(heapSweepgen: number, spanSweepgen: number): boolean {
  const behind = heapSweepgen - spanSweepgen;
  return behind === 2 || behind === 1 || behind === -1;
}

/** The pointer bits of a slot, one per word. */
function pointersOf(buffer: Buffer, bitmapAt: number, slot: number, words: number): number {
  const first = slot * words;
  const at = bitmapAt + (first >> 3);
  const bits = (buffer[at] ?? 0) | ((buffer[at + 1] ?? 0) << 8);
  return (bits >> (first & 7)) & (2 ** words - 1);
}

function bitAt(bits: Buffer, from: number, index: number): boolean {
  return (((bits[from + (index >> 3)] ?? 0) >> (index & 7)) & 1) === 1;
}
