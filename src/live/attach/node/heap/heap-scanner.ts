import { readFileSync } from 'node:fs';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import { pageBytes } from '../layout/node-layout.ts';

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
  clearNeedles(filter: number, table: number, tableEntries: number): void;
  clearPages(pages: number): void;
  pageSlot(page: number): number;
  lookForTypes(first: number, span: number): void;
  addNeedle(word: bigint, number: number): void;
  hitCount(): number;
  scan(buffer: number, from: number, to: number): number;
  scanAndMark(buffer: number, from: number, to: number, row: number): number;
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: ScannerExports };
}

const filterAt = 2 ** 16;
const filterBytes = 2 ** 13;
const hitsAt = filterAt + filterBytes;
const mostHits = 2 ** 14;
const bufferAt = hitsAt + mostHits * 8;
/** Bytes that are read at once. */
const chunkBytes = 2 ** 20;
/** A class is recognised by what lies behind its first word. */
const slackBytes = 64;
const pagesAt = bufferAt + chunkBytes + slackBytes;
const pagesBytes = 2 ** 17;
const rowsAt = pagesAt + pagesBytes;
/** Beyond a gigabyte, several pages share a place in a row. */
const mostPlaces = 2 ** 12;
const wasmPageBytes = 2 ** 16;

/**
 * Looks for words in the memory of another process. Everything that it reads goes into one buffer,
 * which the next chunk overwrites and `wipe` clears.
 */
export class HeapScanner {
  readonly #exports: ScannerExports;
  #bytes: Buffer;
  /** Numbers of rows by the bases of pages. */
  #rows: ReadonlyMap<number, number> = new Map();
  #rowBytes = 1;
  #needles = 0;
  #room = 0;

  constructor() {
    const api: WebAssemblyApi = Reflect.get(globalThis, 'WebAssembly');
    const code = readFileSync(new URL('../../../../../heap-scanner.wasm', import.meta.url));
    this.#exports = new api.Instance(new api.Module(code)).exports;
    this.#bytes = Buffer.from(this.#exports.memory.buffer);
    this.#exports.keepHits(hitsAt, mostHits);
    this.setPages([]);
  }

  /** Between which pages, given by their bases, pointers are noted. Nothing is looked for then. */
  setPages(bases: readonly number[]): void {
    this.#rowBytes = Math.min(mostPlaces, bases.length) + 1;
    this.#rows = new Map(bases.map((base, index) => [base, index]));
    this.#reserve(this.#needlesAt);
    this.#exports.clearPages(pagesAt);
    this.#bytes.fill(0, rowsAt, this.#needlesAt);
    for (const [base, index] of this.#rows) {
      const slot = this.#exports.pageSlot(base / pageBytes);
      if (this.#bytes.readUInt16LE(slot) !== 0) continue;
      this.#bytes.writeUInt16LE(1 + (index % (this.#rowBytes - 1)), slot);
    }
    this.lookFor([]);
  }

  /**
   * Sets which words are looked for; their numbers are their places in the list.
   *
   * @param room for words that are added later
   */
  lookFor(needles: readonly number[], room: number = 0): void {
    const entries = powerOfTwo(2 * (needles.length + room + 1));
    this.#reserve(this.#needlesAt + entries * 16);
    this.#exports.clearNeedles(filterAt, this.#needlesAt, entries);
    this.#exports.lookForTypes(0, 0);
    this.#needles = 0;
    this.#room = needles.length + room;
    for (const needle of needles) this.add(needle);
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
   * @param page base of the page for which pointers to pages are noted
   */
  scan(
    memory: ProcessMemory,
    from: number,
    to: number,
    visit: (hit: ScanHit) => void,
    page: number | null = null,
  ): void {
    const index = page === null ? undefined : this.#rows.get(page);
    for (let start = from; start < to; start += chunkBytes) {
      const length = Math.min(chunkBytes, to - start);
      const chunk = this.#bytes.subarray(bufferAt, bufferAt + length);
      if (!memory.readInto(start, chunk)) continue;
      this.#bytes.fill(0, bufferAt + length, bufferAt + length + slackBytes);
      for (let at = 0; at < length;) {
        at =
          index === undefined
            ? this.#exports.scan(bufferAt, at, length)
            : this.#exports.scanAndMark(bufferAt, at, length, rowsAt + index * this.#rowBytes);
        this.#visitHits(start, chunk, visit);
      }
    }
  }

  /** Bases of the pages on which a pointer to one of the given pages was seen. */
  pagesPointingTo(targets: ReadonlySet<number>): readonly number[] {
    const places = new Set(
      [...targets].map((base) =>
        this.#bytes.readUInt16LE(this.#exports.pageSlot(base / pageBytes)),
      ),
    );
    return [...this.#rows].flatMap(([base, index]) => {
      const at = rowsAt + index * this.#rowBytes;
      const row = this.#bytes.subarray(at, at + this.#rowBytes);
      return [...places].some((place) => place !== 0 && row[place] === 1) ? [base] : [];
    });
  }

  /** Clears what was read of the other process. */
  wipe(): void {
    this.#bytes.fill(0, bufferAt, pagesAt);
  }

  /** Behind the rows, rounded up to a word. */
  get #needlesAt(): number {
    return Math.ceil((rowsAt + this.#rowBytes * this.#rows.size) / 8) * 8;
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
