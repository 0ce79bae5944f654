import { SandboxError } from '../../../../base/primitives/sandbox-error.ts';
import type { ElfFile } from '../../proc/elf-file.ts';
import { readSymbols } from '../../proc/elf-symbols.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoModule } from '../program/module-data.ts';
import { ArenaMap } from './arena-map.ts';
import { goPageBytes, type HeapObject, SpanTable, spanStates } from './span-table.ts';

/** Records of spans come from blocks of their own: what lies between them is of the runtime too. */
const mostGapBytes = 4096;
const mostBlockBytes = 2 ** 20;
/** A heap changes while it is read: sum and counter may differ by this much. */
const agreedShare = 0.02;
const agreedPages = 512;
const mostLooks = 5;

/** The heap of a Go process: its spans, and how many collections it has had. */
export class GoHeap {
  readonly #memory: ProcessMemory;
  readonly #layout: GoLayout;
  /** Address of the runtime's `mheap_`. */
  readonly #address: number;
  readonly arenas: ArenaMap;
  #isProven = false;
  /** Reused by all looks, as is the table: both are large. */
  readonly #block: Buffer = Buffer.allocUnsafeSlow(mostBlockBytes);
  readonly #spans: SpanTable;

  /** @throws SandboxError `input` if the heap is not found where this version keeps it */
  constructor(
    elf: ElfFile,
    bias: number,
    module: GoModule,
    memory: ProcessMemory,
    layout: GoLayout,
  ) {
    this.#memory = memory;
    this.#layout = layout;
    this.#spans = new SpanTable(layout.hasMallocHeaders);
    const [symbol] = readSymbols(elf, { kind: 'object', prefix: 'runtime.mheap_' });
    const address = symbol === undefined ? this.#search(module) : symbol.value + bias;
    if (address === null) {
      throw new SandboxError('input', 'expected the heap of the Go runtime, got none that fits');
    }
    this.#address = address;
    this.arenas = new ArenaMap(address, memory, layout);
  }

  /** The runtime's sweep generation: it goes up by 2 with each cycle, when all is marked. */
  readSweepgen(): number {
    const bytes = this.#memory.read(this.#address + this.#layout.mheap.sweepgen, 4);
    return bytes?.readUInt32LE(0) ?? 0;
  }

  /** Pages of all spans with objects, as the runtime counts them. */
  readPagesInUse(): number {
    return this.#memory.readWord(this.#address + this.#layout.mheap.pagesInUse) ?? 0;
  }

  /**
   * All spans of this moment that are in use, in a table that the next look fills again. The first time they must add up to what the runtime
   * counts: that proves the layout.
   *
   * @throws SandboxError `input` if they do not
   */
  readSpans(): SpanTable {
    let [pages, counted] = [0, 0];
    for (let look = 0; look < mostLooks; look++) {
      const before = this.readPagesInUse();
      const records = this.#spanRecords();
      const spans = this.#spans;
      spans.reset(records.length);
      this.#readRecords(records, spans);
      if (this.#isProven) return spans;
      counted = this.readPagesInUse();
      pages = heapPages(spans);
      const [low, high] = [Math.min(before, counted), Math.max(before, counted)];
      this.#isProven =
        pages >= low * (1 - agreedShare) - agreedPages &&
        pages <= high * (1 + agreedShare) + agreedPages;
      if (this.#isProven) return spans;
    }
    throw new SandboxError(
      'input',
      `expected the spans of the heap to add up to the ${counted} pages that the Go runtime counts, got ${pages}`,
    );
  }

  /**
   * Looks one address up as the runtime does, where spans may have changed since they were read: the
   * row of its span, which may be a new one, or -1.
   */
  findSpan(spans: SpanTable, address: number): number {
    const record = this.arenas.recordOf(address);
    if (record === null) return -1;
    const bytes = this.#memory.read(record, this.#layout.mspan.structSize);
    if (bytes === null || bytes[this.#layout.mspan.state] !== spanStates.heap) return -1;
    const known = spans.rowAt(address);
    const row = known >= 0 && spans.record[known] === record ? known : spans.addRow();
    if (row < 0) return -1;
    spans.record[row] = record;
    this.#fill(spans, row, recordsIn(bytes), 0);
    if (!isPlausible(spans, row)) return -1;
    spans.index(row);
    return spans.rowAt(address) === row ? row : -1;
  }

  /** Sweep generation and allocation bits of an object's span; `null` if the span is another one by now. */
  spanOf({
    record,
    slot,
    address,
    bytes,
  }: HeapObject): { readonly sweepgen: number; readonly allocBits: number } | null {
    const found = this.#memory.read(record, this.#layout.mspan.structSize);
    const at = this.#layout.mspan;
    const isSame =
      found?.[at.state] === spanStates.heap &&
      readWord(found, at.startAddr) === address - slot * bytes &&
      readWord(found, at.elemsize) === bytes;
    if (!isSame) return null;
    return { sweepgen: found.readUInt32LE(at.sweepgen), allocBits: readWord(found, at.allocBits) };
  }

  /** Reads one span's record again; tells whether it is still the same span with objects. */
  rereadSpan(spans: SpanTable, row: number): boolean {
    const bytes = this.#memory.read(spans.record[row] ?? 0, this.#layout.mspan.structSize);
    if (bytes === null) return false;
    const at = this.#layout.mspan;
    const isSame =
      bytes[at.state] === spanStates.heap &&
      readWord(bytes, at.startAddr) === spans.start[row] &&
      readWord(bytes, at.elemsize) === spans.elementBytes[row];
    if (isSame) this.#fill(spans, row, recordsIn(bytes), 0);
    return isSame;
  }

  /** Addresses of the records of all spans that ever were, in order. */
  #spanRecords(): Float64Array {
    const list = this.#address + this.#layout.mheap.allspans;
    const head = this.#memory.read(list, 16);
    const count = head === null ? 0 : readWord(head, 8);
    const words = new Uint32Array(2 * count);
    const isRead = head !== null && this.#memory.readInto(readWord(head, 0), bytesOf(words));
    const records = new Float64Array(isRead ? count : 0);
    for (let index = 0; index < records.length; index++) {
      records[index] = (words[2 * index] ?? 0) + (words[2 * index + 1] ?? 0) * 2 ** 32;
    }
    return isAscending(records) ? records : records.toSorted();
  }

  #readRecords(records: Float64Array, spans: SpanTable): void {
    const recordBytes = this.#layout.mspan.structSize;
    const block = this.#block;
    const held = recordsIn(block);
    for (let first = 0; first < records.length;) {
      const start = records[first] ?? 0;
      let end = start + recordBytes;
      let next = first + 1;
      for (; next < records.length; next++) {
        const record = records[next] ?? 0;
        if (record - end > mostGapBytes || record + recordBytes - start > mostBlockBytes) break;
        end = record + recordBytes;
      }
      if (this.#memory.readInto(start, block.subarray(0, end - start))) {
        for (let index = first; index < next; index++) {
          const record = records[index] ?? 0;
          this.#addSpan(spans, record, held, record - start);
        }
      }
      first = next;
    }
  }

  #addSpan(spans: SpanTable, record: number, held: RecordBytes, from: number): void {
    const state = held.bytes[from + this.#layout.mspan.state];
    if (state !== spanStates.heap && state !== spanStates.manual) return;
    const row = spans.addRow();
    if (row < 0) return;
    spans.record[row] = record;
    this.#fill(spans, row, held, from);
    if (isPlausible(spans, row)) spans.index(row);
    else spans.length -= 1;
  }

  #fill(spans: SpanTable, row: number, { words, bytes }: RecordBytes, from: number): void {
    const at = this.#layout.mspan;
    spans.state[row] = bytes[from + at.state] ?? 0;
    spans.start[row] = wordOf(words, from + at.startAddr);
    spans.pages[row] = wordOf(words, from + at.npages);
    spans.elementBytes[row] = wordOf(words, from + at.elemsize);
    spans.allocBits[row] = wordOf(words, from + at.allocBits);
    spans.markBits[row] = wordOf(words, from + at.gcmarkBits);
    spans.largeType[row] = at.largeType < 0 ? 0 : wordOf(words, from + at.largeType);
    spans.sweepgen[row] = words[(from + at.sweepgen) >> 2] ?? 0;
    // 8 bytes wide in 1.19, 2 bytes later: both fit in the lower 2.
    spans.freeIndex[row] = halfOf(bytes, from + at.freeindex);
    spans.elements[row] = halfOf(bytes, from + at.nelems);
    spans.spanClass[row] = bytes[from + at.spanclass] ?? 0;
  }

  /**
   * Where there are no symbols: three words that are the list of all spans. Its capacity is known, as
   * it begins with 8192 and grows by half, and what it points to looks like spans.
   */
  #search(module: GoModule): number | null {
    const capacities = listCapacities();
    const { allspans } = this.#layout.mheap;
    for (const { start, end } of [module.noptrbss, module.bss]) {
      const bytes = this.#memory.read(start, end - start);
      if (bytes === null) continue;
      for (let at = 0; at + 24 <= bytes.length; at += 8) {
        const capacity = readWord(bytes, at + 16);
        if (!capacities.has(capacity)) continue;
        const count = readWord(bytes, at + 8);
        if (count === 0 || count > capacity) continue;
        if (this.#pointsToSpans(readWord(bytes, at), count)) return start + at - allspans;
      }
    }
    return null;
  }

  #pointsToSpans(list: number, count: number): boolean {
    const length = Math.min(count, 8);
    const bytes = this.#memory.read(list, length * 8);
    if (bytes === null) return false;
    const probe = new SpanTable(this.#layout.hasMallocHeaders);
    probe.reset(length);
    for (let row = 0; row < length; row++) {
      const record = this.#memory.read(readWord(bytes, row * 8), this.#layout.mspan.structSize);
      if (record === null) return false;
      this.#fill(probe, row, recordsIn(record), 0);
      if ((probe.state[row] ?? 0) !== 0 && !isPlausible(probe, row)) return false;
    }
    return true;
  }
}

/**
 * Bytes of which words are read without the checks of a Buffer's own readers or of a DataView, which would
 * take most of the time of a scan. Records begin at multiples of 8, as blocks of them do.
 */
interface RecordBytes {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
}

function recordsIn(bytes: Buffer): RecordBytes {
  const isAligned = bytes.byteOffset % 4 === 0;
  const held = isAligned ? bytes : Buffer.from(bytes);
  const words = Math.floor(held.byteLength / 4);
  return { bytes: held, words: new Uint32Array(held.buffer, held.byteOffset, words) };
}

function wordOf(words: Uint32Array, place: number): number {
  return (words[place >> 2] ?? 0) + (words[(place >> 2) + 1] ?? 0) * 2 ** 32;
}

function halfOf(bytes: Uint8Array, place: number): number {
  return (bytes[place] ?? 0) | ((bytes[place + 1] ?? 0) << 8);
}

function bytesOf(words: Uint32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

function isAscending(values: Float64Array): boolean {
  for (let index = 1; index < values.length; index++) {
    if ((values[index] ?? 0) < (values[index - 1] ?? 0)) return false;
  }
  return true;
}

function heapPages(spans: SpanTable): number {
  let pages = 0;
  for (let row = 0; row < spans.length; row++) {
    if (spans.isHeap(row)) pages += spans.pages[row] ?? 0;
  }
  return pages;
}

function isPlausible(spans: SpanTable, row: number): boolean {
  const start = spans.start[row] ?? 0;
  const pages = spans.pages[row] ?? 0;
  const state = spans.state[row] ?? 0;
  const isPlaced = start > 0 && start < 2 ** 47 && start % goPageBytes === 0;
  if (!isPlaced || pages < 1 || pages > 2 ** 34 || state > spanStates.manual) return false;
  if (state === spanStates.manual) return true;
  const used = (spans.elementBytes[row] ?? 0) * (spans.elements[row] ?? 0);
  return used > 0 && used <= pages * goPageBytes;
}

/** Capacities that the list of all spans can have. */
function listCapacities(): ReadonlySet<number> {
  const capacities = new Set<number>();
  for (let capacity = 8192; capacity < 2 ** 32; capacity = Math.floor((capacity * 3) / 2)) {
    capacities.add(capacity);
  }
  return capacities;
}
