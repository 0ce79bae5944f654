/** 8 KiB, whatever the pages of the machine. */
export const goPageBytes = 8192;
const pagesPerChunk = 8192;
/** Rows beyond those of a scan: a heap that grows needs no new columns for each scan. */
const leastSpareRows = 4096;
const spareShare = 1.125;

/** State of a span: 0 free, 1 objects of the heap, 2 stacks and what the runtime manages itself. */
export const spanStates = { heap: 1, manual: 2 } as const;

/** One allocated object of the heap. */
export interface HeapObject {
  /** Address of the record of its span. */
  readonly record: number;
  readonly slot: number;
  readonly address: number;
  /** What it is charged. */
  readonly bytes: number;
  /** Whether it begins with a pointer to its type, 8 bytes before its data. */
  readonly hasHeader: boolean;
  /** Alone on its span: the span knows its type. */
  readonly isLarge: boolean;
  readonly hasPointers: boolean;
  /** Address of the type of a large object with pointers, else 0. */
  readonly largeType: number;
}

/** The spans of a heap at one moment, as columns: a heap of gigabytes has 100,000 and more. */
export class SpanTable {
  /** Rows that are filled. */
  length = 0;
  /** Address of the runtime's own record. */
  record: Float64Array = new Float64Array();
  start: Float64Array = new Float64Array();
  pages: Float64Array = new Float64Array();
  elementBytes: Float64Array = new Float64Array();
  allocBits: Float64Array = new Float64Array();
  markBits: Float64Array = new Float64Array();
  largeType: Float64Array = new Float64Array();
  sweepgen: Uint32Array = new Uint32Array();
  freeIndex: Uint16Array = new Uint16Array();
  elements: Uint16Array = new Uint16Array();
  spanClass: Uint8Array = new Uint8Array();
  state: Uint8Array = new Uint8Array();
  readonly #rowOfPage = new Map<number, Int32Array>();
  readonly #hasMallocHeaders: boolean;

  constructor(hasMallocHeaders: boolean) {
    this.#hasMallocHeaders = hasMallocHeaders;
  }

  /** Empties the table and makes room for so many rows, and some for spans that are made later. */
  reset(rows: number): void {
    this.length = 0;
    for (const chunk of this.#rowOfPage.values()) chunk.fill(0);
    if (rows + leastSpareRows <= this.record.length) return;
    const most = Math.ceil(rows * spareShare) + 2 * leastSpareRows;
    this.record = new Float64Array(most);
    this.start = new Float64Array(most);
    this.pages = new Float64Array(most);
    this.elementBytes = new Float64Array(most);
    this.allocBits = new Float64Array(most);
    this.markBits = new Float64Array(most);
    this.largeType = new Float64Array(most);
    this.sweepgen = new Uint32Array(most);
    this.freeIndex = new Uint16Array(most);
    this.elements = new Uint16Array(most);
    this.spanClass = new Uint8Array(most);
    this.state = new Uint8Array(most);
  }

  /** A row for one more span; -1 where there is no room. */
  addRow(): number {
    if (this.length >= this.record.length) return -1;
    this.length += 1;
    return this.length - 1;
  }

  /** Makes the pages of a row findable. */
  index(row: number): void {
    const first = this.#start(row) / goPageBytes;
    const end = first + (this.pages[row] ?? 0);
    for (let page = first; page < end;) {
      const chunk = Math.floor(page / pagesPerChunk);
      const last = Math.min(end, (chunk + 1) * pagesPerChunk);
      this.#rowsOf(chunk).fill(row + 1, page % pagesPerChunk, last - chunk * pagesPerChunk);
      page = last;
    }
  }

  #rowsOf(chunk: number): Int32Array {
    const known = this.#rowOfPage.get(chunk);
    if (known !== undefined) return known;
    const rows = new Int32Array(pagesPerChunk);
    this.#rowOfPage.set(chunk, rows);
    return rows;
  }

  /** The row of the span that holds an address, or -1. */
  rowAt(address: number): number {
    const page = Math.floor(address / goPageBytes);
    const rows = this.#rowOfPage.get(Math.floor(page / pagesPerChunk));
    return rows === undefined ? -1 : (rows[page % pagesPerChunk] ?? 0) - 1;
  }

  isHeap(row: number): boolean {
    return this.state[row] === spanStates.heap;
  }

  hasPointers(row: number): boolean {
    return ((this.spanClass[row] ?? 0) & 1) === 0;
  }

  isLarge(row: number): boolean {
    return (this.spanClass[row] ?? 0) >> 1 === 0;
  }

  /** What the object whose data begin at an address is charged; 0 where none does. */
  bytesOfObject(address: number): number {
    const span = this.rowAt(address);
    if (span < 0 || !this.isHeap(span)) return 0;
    const bytes = this.elementBytes[span] ?? 0;
    const inSpan = address - this.#start(span);
    const slot = Math.floor(inSpan / bytes);
    const isData = inSpan === slot * bytes + (this.#hasHeader(span, bytes) ? 8 : 0);
    return isData && slot < (this.elements[span] ?? 0) ? bytes : 0;
  }

  /** The object whose data begin at an address; `null` where none does. */
  objectWithData(address: number): HeapObject | null {
    const span = this.rowAt(address);
    if (span < 0 || !this.isHeap(span)) return null;
    const bytes = this.elementBytes[span] ?? 0;
    const slot = Math.floor((address - this.#start(span)) / bytes);
    const start = this.#start(span) + slot * bytes;
    const hasPointers = this.hasPointers(span);
    const isLarge = this.isLarge(span);
    const hasHeader = this.#hasHeader(span, bytes);
    const isData = address === start + (hasHeader ? 8 : 0);
    if (!isData || slot >= (this.elements[span] ?? 0)) return null;
    const largeType = isLarge && hasPointers ? (this.largeType[span] ?? 0) : 0;
    const record = this.record[span] ?? 0;
    return { record, slot, address: start, bytes, hasHeader, isLarge, hasPointers, largeType };
  }

  #hasHeader(row: number, bytes: number): boolean {
    const mayHave = this.#hasMallocHeaders && bytes > 512;
    return mayHave && this.hasPointers(row) && !this.isLarge(row);
  }

  #start(row: number): number {
    return this.start[row] ?? 0;
  }
}
