import { readFileSync } from 'node:fs';
import { chargedBytes } from '../../../../maps/model/size-class.ts';
import type { GoLayout } from '../program/go-layout.ts';

interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  layOutRecord(
    bytes: number,
    start: number,
    pages: number,
    elementBytes: number,
    allocBits: number,
    markBits: number,
    largeType: number,
    sweepgen: number,
    freeIndex: number,
    elements: number,
    spanClass: number,
    state: number,
    bytesWithBits: number,
  ): void;
  reset(
    rowOfStretch: number,
    stretchList: number,
    list: number,
    columns: number,
    spans: number,
  ): void;
  rowsFrom(): number;
  pagesOfHeap(): number;
  isInOrder(count: number): number;
  blockEnd(first: number, count: number, mostGap: number, mostBytes: number): number;
  takeRecords(block: number, first: number, next: number): void;
  addRow(): number;
  fill(row: number, at: number): number;
  index(row: number): void;
  rowsOfSize(bytes: number): number;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
}

/** Records of spans come from blocks of their own: what lies between them is of the runtime too. */
const mostGapBytes = 4096;
const mostBlockBytes = 2 ** 20;
/** Rows beyond those of a scan: a heap that grows needs no new columns for each scan. */
const leastSpareRows = 4096;
const spareShare = 1.125;

const wasmPageBytes = 2 ** 16;
/** Of 64 MiB each, up to 2^47. */
const stretchesOfUserSpace = 2 ** 21;
const mostStretches = 2 ** 16;
/** 7 columns of 8 bytes, 1 of 4, 2 of 2 and 2 of 1. */
const columnBytes = 66;

const blockAt = wasmPageBytes;
const rowOfStretchAt = blockAt + mostBlockBytes;
const stretchesAt = rowOfStretchAt + 2 * stretchesOfUserSpace;
const listAt = stretchesAt + 4 * mostStretches;

/** The columns of a table of spans; an entry of each is one span. */
export interface SpanColumns {
  /** Address of the runtime's own record. */
  readonly record: Float64Array;
  readonly start: Float64Array;
  readonly pages: Float64Array;
  readonly elementBytes: Float64Array;
  /** This and `markBits`, `sweepgen` and `freeIndex` only of spans with objects that are no larger than headers of maps. */
  readonly allocBits: Float64Array;
  readonly markBits: Float64Array;
  /** Only of spans with one object. */
  readonly largeType: Float64Array;
  readonly sweepgen: Uint32Array;
  readonly freeIndex: Uint16Array;
  readonly elements: Uint16Array;
  readonly spanClass: Uint8Array;
  readonly state: Uint8Array;
  /** For each 64 MiB of the address space 1 + the number of its `pageRows`, 0 for none. */
  readonly rowOfStretch: Uint16Array;
  /** For each page of 64 MiB 1 + the span that it belongs to. */
  readonly pageRows: Uint32Array;
}

/** Reads bytes of the process; tells whether all of them were there. */
type ReadInto = (address: number, bytes: Uint8Array) => boolean;

/** An instance of the scanner of spans: its memory holds the columns of one table. */
export class SpanScanner {
  readonly #exports: ScannerExports;
  readonly #recordBytes: number;
  #most = 0;
  #columnsAt = listAt;

  constructor({ mspan, classic, swiss }: GoLayout) {
    const api: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
    const code = readFileSync(new URL('../../../../../span-scanner.wasm', import.meta.url));
    this.#exports = new api.Instance(new api.Module(code)).exports;
    this.#recordBytes = mspan.structSize;
    this.#exports.layOutRecord(
      mspan.structSize,
      mspan.startAddr,
      mspan.npages,
      mspan.elemsize,
      mspan.allocBits,
      mspan.gcmarkBits,
      mspan.largeType,
      mspan.sweepgen,
      mspan.freeindex,
      mspan.nelems,
      mspan.spanclass,
      mspan.state,
      Math.max(
        chargedBytes(classic?.hmap.structSize ?? 0, true),
        chargedBytes(swiss?.Map.structSize ?? 0, true),
      ),
    );
  }

  /** Pages of all spans with objects that the last scan took. */
  get heapPages(): number {
    return this.#exports.pagesOfHeap();
  }

  /** Empties the table and makes room for so many spans, and some that are made later. */
  reset(spans: number): void {
    if (spans + leastSpareRows > this.#most) {
      this.#most = Math.ceil((spans * spareShare + 2 * leastSpareRows) / 8) * 8;
      this.#columnsAt = listAt + 8 * this.#most;
    }
    this.#reserve(this.#columnsAt + columnBytes * this.#most);
    this.#exports.reset(rowOfStretchAt, stretchesAt, listAt, this.#columnsAt, this.#most);
  }

  /** Reads the records that stand in a list of so many, which is itself in the process. */
  scan(list: number, count: number, readInto: ReadInto): void {
    this.reset(count);
    if (count === 0) return;
    const records = this.#bytes(listAt, 8 * count);
    if (!readInto(list, records)) return;
    const exports = this.#exports;
    if (exports.isInOrder(count) === 0)
      new BigUint64Array(records.buffer, records.byteOffset, count).sort();
    for (let first = 0; first < count;) {
      const next = exports.blockEnd(first, count, mostGapBytes, mostBlockBytes);
      const start = this.#recordAt(first);
      const end = this.#recordAt(next - 1) + this.#recordBytes;
      // New views each time: an index that grew has moved the memory.
      if (readInto(start, this.#bytes(blockAt, end - start)))
        exports.takeRecords(blockAt, first, next);
      first = next;
    }
  }

  /** Fills a row from the bytes of a record; tells whether a span can be like that. */
  fill(row: number, record: Uint8Array): boolean {
    this.#bytes(blockAt, this.#recordBytes).set(record);
    return this.#exports.fill(row, blockAt) !== 0;
  }

  /** A row for one more span; -1 where there is no room. */
  addRow(): number {
    return this.#exports.addRow();
  }

  /** Makes the pages of a row findable. */
  index(row: number): void {
    this.#exports.index(row);
  }

  /** All spans whose objects have this size and pointers. */
  rowsOfSize(bytes: number): readonly number[] {
    const count = this.#exports.rowsOfSize(bytes);
    return [...new Uint32Array(this.#exports.memory.buffer, listAt, count)];
  }

  /** Whether a column that was made is no longer that of the table. */
  hasMoved(column: Float64Array): boolean {
    return column.buffer !== this.#exports.memory.buffer || column.length !== this.#most;
  }

  /** The table as it lies in the memory, until that moves. */
  columns(): SpanColumns {
    const { buffer } = this.#exports.memory;
    const most = this.#most;
    const from = this.#columnsAt;
    const words = (column: number): Float64Array =>
      new Float64Array(buffer, from + 8 * most * column, most);
    const pageRowsAt = this.#exports.rowsFrom();
    return {
      record: words(0),
      start: words(1),
      pages: words(2),
      elementBytes: words(3),
      allocBits: words(4),
      markBits: words(5),
      largeType: words(6),
      sweepgen: new Uint32Array(buffer, from + 56 * most, most),
      freeIndex: new Uint16Array(buffer, from + 60 * most, most),
      elements: new Uint16Array(buffer, from + 62 * most, most),
      spanClass: new Uint8Array(buffer, from + 64 * most, most),
      state: new Uint8Array(buffer, from + 65 * most, most),
      rowOfStretch: new Uint16Array(buffer, rowOfStretchAt, stretchesOfUserSpace),
      pageRows: new Uint32Array(buffer, pageRowsAt),
    };
  }

  #recordAt(number: number): number {
    const words = new Uint32Array(this.#exports.memory.buffer, listAt + 8 * number, 2);
    return (words[0] ?? 0) + (words[1] ?? 0) * 2 ** 32;
  }

  #bytes(at: number, bytes: number): Uint8Array {
    return new Uint8Array(this.#exports.memory.buffer, at, bytes);
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#exports.memory.buffer.byteLength;
    if (missing > 0) this.#exports.memory.grow(Math.ceil(missing / wasmPageBytes));
  }
}
