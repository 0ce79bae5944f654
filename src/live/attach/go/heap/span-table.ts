import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoLayout } from '../program/go-layout.ts';
import { HeapObject, type ObjectSpan } from './heap-object.ts';
import { SpanScanner } from './span-scanner.ts';

/** 8 KiB, whatever the pages of the machine. */
export const goPageBytes = 8192;
const pagesPerStretch = 8192;

/** State of a span: 0 free, 1 objects of the heap, 2 stacks and what the runtime manages itself. */
export const spanStates = { heap: 1, manual: 2 } as const;

/** The spans of a heap at one moment, as columns: a heap of gigabytes has 100,000 and more. */
export class SpanTable {
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
  readonly #scanner: SpanScanner;
  readonly #hasMallocHeaders: boolean;
  #rowOfStretch: Uint16Array = new Uint16Array();
  #pageRows: Uint32Array = new Uint32Array();
  /** What was told of objects, by row. */
  readonly #spans = new Map<number, ObjectSpan>();

  constructor(layout: GoLayout) {
    this.#scanner = new SpanScanner(layout);
    this.#hasMallocHeaders = layout.hasMallocHeaders;
    this.#scanner.reset(0);
    this.#refresh();
  }

  /** Reads all spans in use anew: those of so many records whose addresses stand in a list. */
  read(memory: Pick<ProcessMemory, 'readInto'>, list: number, count: number): void {
    this.#spans.clear();
    this.#scanner.scan(list, count, (address, bytes) => memory.readInto(address, bytes));
    this.#refresh();
  }

  /** Pages of all spans with objects that `read` found. */
  get heapPages(): number {
    return this.#scanner.heapPages;
  }

  /** A row for one more span; -1 where there is no room. */
  addRow(): number {
    return this.#scanner.addRow();
  }

  /** Fills a row from a record of the runtime; tells whether a span can be like that. */
  fill(row: number, record: number, bytes: Uint8Array): boolean {
    this.record[row] = record;
    this.#spans.delete(row);
    return this.#scanner.fill(row, bytes);
  }

  /** Makes the pages of a row findable. */
  index(row: number): void {
    this.#scanner.index(row);
    this.#refresh();
  }

  /** All spans of objects with this size and pointers. */
  rowsOfSize(bytes: number): readonly number[] {
    return this.#scanner.rowsOfSize(bytes);
  }

  /** Objects of this size and with pointers that all spans have room for. */
  slotsOfSize(bytes: number): number {
    return this.rowsOfSize(bytes).reduce((sum, row) => sum + (this.elements[row] ?? 0), 0);
  }

  /** An index that grows moves the memory. */
  #refresh(): void {
    if (!this.#scanner.hasMoved(this.start)) return;
    const columns = this.#scanner.columns();
    this.record = columns.record;
    this.start = columns.start;
    this.pages = columns.pages;
    this.elementBytes = columns.elementBytes;
    this.allocBits = columns.allocBits;
    this.markBits = columns.markBits;
    this.largeType = columns.largeType;
    this.sweepgen = columns.sweepgen;
    this.freeIndex = columns.freeIndex;
    this.elements = columns.elements;
    this.spanClass = columns.spanClass;
    this.state = columns.state;
    this.#rowOfStretch = columns.rowOfStretch;
    this.#pageRows = columns.pageRows;
  }

  /** The row of the span that holds an address, or -1. */
  rowAt(address: number): number {
    const page = Math.floor(address / goPageBytes);
    const stretch = Math.floor(page / pagesPerStretch);
    const pages = this.#rowOfStretch[stretch] ?? 0;
    if (pages === 0) return -1;
    return (this.#pageRows[(pages - 1 - stretch) * pagesPerStretch + page] ?? 0) - 1;
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
    const row = this.rowAt(address);
    if (row < 0 || !this.isHeap(row)) return null;
    const span = this.#spanOf(row);
    const slot = Math.floor((address - this.#start(row)) / span.bytes);
    const start = this.#start(row) + slot * span.bytes;
    const isData = address === start + (span.hasHeader ? 8 : 0);
    if (!isData || slot >= (this.elements[row] ?? 0)) return null;
    return new HeapObject(span, slot, start);
  }

  #spanOf(row: number): ObjectSpan {
    const known = this.#spans.get(row);
    if (known !== undefined) return known;
    const bytes = this.elementBytes[row] ?? 0;
    const hasPointers = this.hasPointers(row);
    const isLarge = this.isLarge(row);
    const span: ObjectSpan = {
      record: this.record[row] ?? 0,
      bytes,
      hasHeader: this.#hasHeader(row, bytes),
      isLarge,
      hasPointers,
      largeType: isLarge && hasPointers ? (this.largeType[row] ?? 0) : 0,
    };
    this.#spans.set(row, span);
    return span;
  }

  #hasHeader(row: number, bytes: number): boolean {
    const mayHave = this.#hasMallocHeaders && bytes > 512;
    return mayHave && this.hasPointers(row) && !this.isLarge(row);
  }

  #start(row: number): number {
    return this.start[row] ?? 0;
  }
}
