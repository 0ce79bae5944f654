import { readWord } from '../../proc/process-memory.ts';
import type { V8Constants } from '../layout/v8-constants.ts';
import { pageBytes } from '../layout/node-layout.ts';
import type { HeapPage } from './heap-page.ts';
import type { HeapScanner, ScanHit } from './heap-scanner.ts';
import { type HeapView, scanLive } from './heap-view.ts';
import type { HiddenClass } from './hidden-classes.ts';
import {
  type CollectionKind,
  type CollectionTable,
  type LeftTable,
  parseTable,
  readTable,
  tableHeaderBytes,
} from './ordered-table.ts';

/** A collection, as it was when the scan came by. Pointers are one more than addresses. */
export interface FoundCollection {
  readonly pointer: number;
  readonly kind: CollectionKind;
  readonly hiddenClass: HiddenClass;
  /** Pointer to its table. */
  readonly tablePointer: number;
  readonly table: CollectionTable;
  /** Address of the heap of its isolate. */
  readonly heap: number;
}

/** What one scan of a heap found. */
export interface CollectionSearch {
  readonly collections: readonly FoundCollection[];
  /** Tables that were left for others, by pointer. */
  readonly leftTables: ReadonlyMap<number, LeftTable>;
  /** Classes of collections, for the next search. */
  readonly classPointers: readonly number[];
}

/** Classes that a program may add while it is searched. */
const roomForClasses = 4096;
const tableOfCollection = 24;
const collectionBytes = 32;

/** Lets other work of this process run in between: a large heap takes a second. */
export type Pause = () => Promise<void>;

/**
 * Finds every collection of every isolate in one pass over the pages of small objects. Of large
 * objects only headers are read: their bodies are keys and values.
 *
 * @param knownClasses of an earlier search: without them, pages may be read twice
 */
export async function findCollections(
  view: HeapView,
  scanner: HeapScanner,
  knownClasses: readonly number[],
  pause: Pause,
): Promise<CollectionSearch> {
  const search = new Search(view, scanner, knownClasses);
  for (const page of view.largePages) search.readLarge(page);
  for (const page of view.smallPages) {
    search.scan(page);
    await pause();
  }
  for (const page of search.pagesToRepeat()) {
    search.scan(page);
    await pause();
  }
  return search.result();
}

class Search {
  readonly #view: HeapView;
  readonly #scanner: HeapScanner;
  readonly #found = new Map<number, FoundCollection>();
  readonly #leftTables = new Map<number, LeftTable>();
  /** By the number of the needle. */
  readonly #classes = new Map<number, HiddenClass>();
  readonly #classPointers = new Set<number>();
  readonly #firstTable: number;
  readonly #firstSet: number;
  readonly #firstClass: number;
  /** Classes that were found late, and how many pages had been scanned without them. */
  readonly #late: { readonly pointer: number; readonly scanned: number }[] = [];
  #scanned = 0;

  constructor(view: HeapView, scanner: HeapScanner, knownClasses: readonly number[]) {
    this.#view = view;
    this.#scanner = scanner;
    const { free, map, set } = view.tableClasses;
    this.#firstTable = free.length;
    this.#firstSet = this.#firstTable + map.length;
    this.#firstClass = this.#firstSet + set.length;
    scanner.setPages(view.pages.map(({ base }) => base));
    scanner.lookFor([...free, ...map, ...set], knownClasses.length + roomForClasses);
    for (const pointer of knownClasses) this.#addClass(pointer);
    const types = collectionTypes(view.layout.constants);
    scanner.lookForTypes(Math.min(...types.keys()), Math.max(...types.keys()));
  }

  scan(page: HeapPage): void {
    scanLive(this.#view, this.#scanner, page, this.#firstTable, (hit) => {
      this.#visit(hit, page);
    });
    this.#scanned += 1;
  }

  readLarge(page: HeapPage): void {
    const bytes = this.#view.memory.read(page.start, tableHeaderBytes);
    if (bytes === null) return;
    const kind = this.#tableKind(readWord(bytes, 0));
    if (kind !== null) this.#keepLeftTable(page.start + 1, bytes, kind);
  }

  /** Pages that were scanned before a class was known of which they may hold collections. */
  pagesToRepeat(): readonly HeapPage[] {
    const pages = new Set<HeapPage>();
    const places = new Map(
      this.#view.smallPages.map((page, place) => [page.base, { page, place }]),
    );
    for (const { pointer, scanned } of this.#late) {
      const own = Math.floor(pointer / pageBytes) * pageBytes;
      for (const base of this.#scanner.pagesPointingTo(new Set([own]))) {
        const at = places.get(base);
        if (at !== undefined && at.place <= scanned) pages.add(at.page);
      }
    }
    this.#late.length = 0;
    return [...pages];
  }

  result(): CollectionSearch {
    return {
      collections: [...this.#found.values()],
      leftTables: this.#leftTables,
      classPointers: [...this.#classPointers],
    };
  }

  #visit(hit: ScanHit, page: HeapPage): void {
    const { number, address, bytes, offset } = hit;
    if (number === null) {
      if (!this.#classPointers.has(address + 1)) this.#meetClass(address + 1);
      return;
    }
    if (number >= this.#firstClass) {
      this.#keepCollection(hit, page);
      return;
    }
    const header = bytes.subarray(offset, offset + tableHeaderBytes);
    if (header.length < tableHeaderBytes) return;
    this.#keepLeftTable(address + 1, header, number < this.#firstSet ? 'Map' : 'Set');
  }

  #meetClass(pointer: number): void {
    if (this.#addClass(pointer)) this.#late.push({ pointer, scanned: this.#scanned });
  }

  #addClass(pointer: number): boolean {
    const hiddenClass = this.#view.classes.at(pointer);
    const types = collectionTypes(this.#view.layout.constants);
    if (hiddenClass === null || !types.has(hiddenClass.instanceType)) return false;
    const number = this.#scanner.add(pointer);
    if (number === null) return false;
    this.#classes.set(number, hiddenClass);
    this.#classPointers.add(pointer);
    return true;
  }

  #keepCollection({ number, address, bytes, offset }: ScanHit, page: HeapPage): void {
    const hiddenClass = this.#classes.get(number ?? -1);
    if (hiddenClass === undefined || offset + collectionBytes > bytes.length) return;
    const kind = collectionTypes(this.#view.layout.constants).get(hiddenClass.instanceType);
    if (kind === undefined) return;
    const tablePointer = readWord(bytes, offset + tableOfCollection);
    const table = readTable(this.#view.memory, tablePointer, kind);
    // A word may be the class without being the start of an object: then no table follows.
    if (table === null || 'next' in table) return;
    const pointer = address + 1;
    this.#found.set(pointer, { pointer, kind, hiddenClass, tablePointer, table, heap: page.heap });
  }

  #tableKind(classPointer: number): 'Map' | 'Set' | null {
    const { map, set } = this.#view.tableClasses;
    if (map.includes(classPointer)) return 'Map';
    return set.includes(classPointer) ? 'Set' : null;
  }

  #keepLeftTable(pointer: number, header: Buffer, kind: 'Map' | 'Set'): void {
    const table = parseTable(header, kind);
    if (table === null || !('next' in table)) return;
    this.#leftTables.set(pointer, table);
  }
}

/** Kinds of collections by the instance type of their hidden classes. */
export function collectionTypes({ types }: V8Constants): ReadonlyMap<number, CollectionKind> {
  return new Map([
    [types.jsMap, 'Map'],
    [types.jsSet, 'Set'],
    [types.jsWeakMap, 'WeakMap'],
    [types.jsWeakSet, 'WeakSet'],
  ]);
}
