import { readFileSync } from 'node:fs';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import { pageBytes } from '../layout/node-layout.ts';
import { mostPlaces, PageMarks } from './page-marks.ts';

/** A word that was looked for. */
export interface ScanHit {
  /** Where it stands in the process. */
  readonly address: number;
  /** Which of the words looked for, by its number; `null` for a hidden class. */
  readonly number: number | null;
  /** Where it stands in `bytes`, which the scan reuses afterwards. */
  readonly offset: number;
  readonly bytes: Buffer;
}

interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  keepHits(hits: number, mostHits: number): void;
  keepMarks(marks: number, places: number, unmarked: number): void;
  keepPointers(own: number, foreign: number, mostForeign: number, seen: number): void;
  beginPage(number: number): void;
  foreignCount(): number;
  clearNeedles(filter: number, filterBytes: number, table: number, tableEntries: number): void;
  lookForTypes(first: number, span: number): void;
  addNeedle(word: bigint, number: number): void;
  leaveUnmarked(low: number): void;
  hitCount(): number;
  scan(buffer: number, from: number, to: number): number;
  scanAndMark(buffer: number, from: number, to: number): number;
  takeMarks(row: number): void;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
}

type Readable = Pick<ProcessMemory, 'readInto'>;

/** Bytes that are read at once. */
const chunkBytes = 2 ** 20;
/** A class is recognised by what lies behind its first word, and words are looked at by fours. */
const slackBytes = 64;

const wasmPageBytes = 2 ** 16;
/** Few words are looked for among very many: a filter that the fastest cache holds, while it can. */
const leastFilterBytes = 2 ** 14;
const mostFilterBytes = 2 ** 18;
const filterBytesPerNeedle = 8;
const mostHits = 2 ** 14;
/** A page that points to more objects of others leaves marks instead. */
const mostForeign = 512;

const filterAt = wasmPageBytes;
const hitsAt = filterAt + mostFilterBytes;
const bufferAt = hitsAt + mostHits * 8;
const marksAt = bufferAt + chunkBytes + slackBytes;
const rowAt = marksAt + mostPlaces;
const unmarkedAt = rowAt + mostPlaces / 8;
const ownAt = unmarkedAt + 2 ** 12;
const foreignAt = ownAt + pageBytes / 8;
const seenAt = foreignAt + 4 * mostForeign;
const needlesAt = seenAt + 2 ** 11;

/**
 * Looks for words in the memory of another process. Everything that it reads goes into one buffer,
 * which the next chunk overwrites and `wipe` clears.
 */
export class HeapScanner {
  readonly #exports: ScannerExports;
  #bytes: Buffer;
  #marks = new PageMarks([]);
  #isMarking = false;
  #needles = 0;
  #room = 0;

  constructor() {
    const api: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
    const code = readFileSync(new URL('../../../../../heap-scanner.wasm', import.meta.url));
    this.#exports = new api.Instance(new api.Module(code)).exports;
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
    this.#reserve(needlesAt);
    this.#exports.keepHits(hitsAt, mostHits);
    this.#exports.keepPointers(ownAt, foreignAt, mostForeign, seenAt);
    this.lookFor([]);
  }

  /**
   * Sets which words are looked for; their numbers are their places in the list.
   *
   * @param room for words that are added later
   */
  lookFor(needles: readonly number[], room: number = 0): void {
    const most = needles.length + room;
    const entries = powerOfTwo(2 * (most + 1));
    this.#reserve(needlesAt + entries * 16);
    const wanted = powerOfTwo(filterBytesPerNeedle * needles.length);
    const filterBytes = Math.max(leastFilterBytes, Math.min(mostFilterBytes, wanted));
    this.#exports.clearNeedles(filterAt, filterBytes, needlesAt, entries);
    this.#exports.lookForTypes(0, 0);
    this.#needles = 0;
    this.#room = most;
    this.#isMarking = false;
    for (const needle of needles) this.add(needle);
  }

  /**
   * Notes of pages, until other words are looked for, where their words point to, for
   * `pagesPointingTo`. What was noted of others is forgotten.
   *
   * @param bases of the pages
   * @param unmarked words that nearly every page holds, which would hide all that lies near to them; the
   *   first ones count where two want one place
   */
  mark(bases: readonly number[], unmarked: readonly number[]): void {
    this.#marks = new PageMarks(bases, unmarked);
    this.#exports.keepMarks(marksAt, this.#marks.places, unmarkedAt);
    for (const word of unmarked) this.#exports.leaveUnmarked(word % 2 ** 32);
    this.#isMarking = true;
  }

  /** Adds a word and returns its number, or `null` when there is no more room. */
  add(needle: number): number | null {
    if (this.#needles === this.#room) return null;
    this.#exports.addNeedle(BigInt(needle), this.#needles + 1);
    this.#needles += 1;
    return this.#needles - 1;
  }

  /** Reports hidden classes with instance types from the first to the last, too. */
  lookForTypes(first: number, last: number): void {
    this.#exports.lookForTypes(first, last - first + 1);
  }

  /**
   * Visits every hit in a stretch of memory, in order. What is not mapped is passed over.
   *
   * @param page base of the page in which it lies, to note where its words point to
   * @returns whether all of it was mapped
   */
  scan(
    memory: Readable,
    from: number,
    to: number,
    visit: (hit: ScanHit) => void,
    page: number | null = null,
  ): boolean {
    let isMapped = true;
    const marked = page !== null && this.#isMarking && this.#marks.has(page) ? page : null;
    if (marked !== null) this.#exports.beginPage(marked / pageBytes);
    for (let start = from; start < to; start += chunkBytes) {
      const length = Math.min(chunkBytes, to - start);
      const chunk = this.#load(memory, start, length);
      if (chunk === null) {
        isMapped = false;
        continue;
      }
      for (let at = 0; at < length;) {
        at =
          marked === null
            ? this.#exports.scan(bufferAt, at, length)
            : this.#exports.scanAndMark(bufferAt, at, length);
        this.#visitHits(start, chunk, visit);
      }
    }
    if (marked !== null) this.#note(marked);
    return isMapped;
  }

  /** Tells which objects of the page that was scanned last are asked for later: whether it points to them is noted. */
  noteOwn(pointers: readonly number[]): void {
    for (const pointer of pointers)
      this.#marks.addOwn(pointer, this.#bytes[ownAt + ((pointer % pageBytes) >> 3)] !== 0);
  }

  #note(page: number): void {
    const foreign = this.#exports.foreignCount();
    const { buffer } = this.#exports.memory;
    if (foreign <= mostForeign) {
      this.#marks.addPointers(page, new Uint32Array(buffer, foreignAt, foreign));
      return;
    }
    this.#exports.takeMarks(rowAt);
    this.#marks.add(page, new Uint32Array(buffer, rowAt, this.#marks.places / 32));
  }

  /** The words of a stretch in halves, the lower one first, until another one is read; none of one that is not mapped. */
  wordsOf(memory: Readable, from: number, to: number): Uint32Array {
    const bytes = this.#load(memory, from, Math.min(chunkBytes, to - from));
    if (bytes === null) return new Uint32Array(0);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  }

  /** Bases of the pages on which a pointer to one of the objects may stand. */
  pagesPointingTo(pointers: readonly number[]): readonly number[] {
    return this.#marks.pagesPointingTo(pointers);
  }

  /** Clears what was read of the other process. */
  wipe(): void {
    this.#bytes.fill(0, bufferAt, needlesAt);
    this.#marks = new PageMarks([]);
    this.#isMarking = false;
  }

  /** Reads a stretch into the buffer; `null` where not all of it is mapped. */
  #load(memory: Readable, from: number, length: number): Buffer | null {
    const bytes = this.#bytes.subarray(bufferAt, bufferAt + length);
    if (!memory.readInto(from, bytes)) return null;
    this.#bytes.fill(0, bufferAt + length, bufferAt + length + slackBytes);
    return bytes;
  }

  #visitHits(start: number, bytes: Buffer, visit: (hit: ScanHit) => void): void {
    const count = this.#exports.hitCount();
    for (let index = 0; index < count; index++) {
      const at = hitsAt + index * 8;
      const offset = this.#bytes.readUInt32LE(at);
      const number = this.#bytes.readInt32LE(at + 4);
      visit({ address: start + offset, number: number < 0 ? null : number - 1, offset, bytes });
    }
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#bytes.length;
    if (missing <= 0) return;
    this.#exports.memory.grow(Math.ceil(missing / wasmPageBytes));
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
  }
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(64, atLeast)));
}
