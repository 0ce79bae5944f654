import { readWord } from '../../proc/process-memory.ts';
import type { V8Constants } from '../layout/v8-constants.ts';
import { commonWords } from './common-words.ts';
import type { HeapPage } from './heap-page.ts';
import type { HeapScanner, ScanHit } from './heap-scanner.ts';
import { type HeapView, scanLive } from './heap-view.ts';
import { type DictionaryPlace, followPlace } from './follow-table.ts';
import type { HiddenClass } from './hidden-classes.ts';
import { initialClasses } from './initial-classes.ts';
import {
  type CollectionKind,
  type CollectionTable,
  type LeftTable,
  parseTable,
  tableHeaderBytes,
} from './ordered-table.ts';
import { type Referrer, ReferrersByTarget } from './referrer.ts';

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
  /** Where an object that is used as a dictionary holds its table; `null` for a collection. */
  readonly dictionary: DictionaryPlace | null;
}

/** A table of an object that is used as a dictionary, before it is known which. */
export interface FoundDictionary {
  readonly pointer: number;
  /** Pointer to its class. */
  readonly tableClass: number;
  readonly table: CollectionTable;
  readonly heap: number;
}

/** What one scan of a heap found. */
export interface CollectionSearch {
  readonly collections: readonly FoundCollection[];
  /** Tables that were left for others, by pointer. */
  readonly leftTables: ReadonlyMap<number, LeftTable>;
  /** Classes of collections, for the next search. */
  readonly classPointers: readonly number[];
  /** Those of objects with so many entries that they count as maps. */
  readonly dictionaries: readonly FoundDictionary[];
  /** What points to the objects that were asked for. */
  readonly referrers: ReadonlyMap<number, readonly Referrer[]>;
  /** Bases of pages that could not be read to their ends. */
  readonly unread: readonly number[];
}

/** What is known before a search. */
export interface SearchOptions {
  /** Classes of an earlier search: without them, pages may be read twice. */
  readonly knownClasses: readonly number[];
  /** Pointers to objects: what points to them is found in the same pass. */
  readonly targets: readonly number[];
}

/** Classes that a program may add while it is searched. */
const roomForClasses = 4096;
const tableOfCollection = 24;
const collectionBytes = 32;
/** An object with fewer entries, deleted ones included, is no map of anything. */
const leastDictionaryEntries = 64;

/** Lets other work of this process run in between: a large heap takes a second. */
export type Pause = () => Promise<void>;

/**
 * Finds every collection of every isolate in one pass over the pages of small objects. Of large
 * objects only headers are read, for their bodies are keys and values, but of long arrays.
 */
export async function findCollections(
  view: HeapView,
  scanner: HeapScanner,
  options: SearchOptions,
  pause: Pause,
): Promise<CollectionSearch> {
  const search = new Search(view, scanner, options);
  for (const page of view.largePages) search.readLarge(page);
  for (const page of search.pages) {
    search.scan(page);
    await pause();
  }
  for (const page of search.pagesToRepeat()) {
    search.scan(page);
    await pause();
  }
  return search.result();
}

/** Large objects that may hold what has a name: all but tables of collections, texts and numbers. */
export function longArrays(view: HeapView): readonly HeapPage[] {
  const { fixedArray, propertyArray, context } = view.layout.constants.types;
  return view.largePages.filter(({ start }) => {
    const type = view.classes.of(start + 1)?.instanceType ?? -1;
    return (
      type === fixedArray || type === propertyArray || (type >= context[0] && type <= context[1])
    );
  });
}

/** A collection whose table is still to be found. */
type Candidate = Omit<FoundCollection, 'table'>;

class Search {
  readonly #view: HeapView;
  readonly #scanner: HeapScanner;
  readonly #types: ReadonlyMap<number, CollectionKind>;
  readonly #candidates = new Map<number, Candidate>();
  readonly #unread = new Set<number>();
  readonly #dictionaries = new Map<number, FoundDictionary>();
  /** Headers of tables by pointer, as the scan came by. */
  readonly #tables = new Map<number, CollectionTable | LeftTable>();
  /** Kinds of tables by the number of the needle. */
  readonly #tableKinds: readonly CollectionKind[];
  /** Kinds of tables by pointers to their classes. */
  readonly #kindOfClass: ReadonlyMap<number, CollectionKind>;
  readonly #freeNumbers: number;
  /** Classes of collections by the number of the needle. */
  readonly #classes = new Map<number, HiddenClass>();
  readonly #classPointers = new Set<number>();
  /** Classes that were found late, and how many pages had been scanned without them. */
  readonly #late: { readonly pointer: number; readonly scanned: number }[] = [];
  readonly #targets: readonly number[];
  readonly #referrers: ReferrersByTarget;
  /** Pointers to what was found on the page that is scanned. */
  readonly #onPage: number[] = [];
  #scanned = 0;
  /** Those of small objects, and long arrays, which may hold a collection. */
  readonly pages: readonly HeapPage[];

  constructor(view: HeapView, scanner: HeapScanner, { knownClasses, targets }: SearchOptions) {
    this.#view = view;
    this.#scanner = scanner;
    this.#types = collectionTypes(view.layout.constants);
    this.#targets = targets;
    this.#referrers = new ReferrersByTarget(view.classes, view.layout.constants);
    const { free, map, set, weak, dictionary, numbers } = view.tableClasses;
    this.#freeNumbers = free.length;
    this.#tableKinds = [
      ...map.map(() => 'Map' as const),
      ...set.map(() => 'Set' as const),
      ...weak.map(() => 'WeakMap' as const),
      ...[...dictionary, ...numbers].map(() => 'object' as const),
    ];
    const tableClasses = [...map, ...set, ...weak, ...dictionary, ...numbers];
    this.#kindOfClass = new Map(
      tableClasses.map((pointer, index) => [pointer, this.#tableKinds[index] ?? 'Map']),
    );
    this.pages = [...view.smallPages, ...longArrays(view)];
    const common = commonWords(view, scanner);
    scanner.lookFor([...free, ...tableClasses, ...targets], knownClasses.length + roomForClasses);
    scanner.mark(
      this.pages.map(({ base }) => base),
      common.all,
    );
    // A class that is known late has pages read twice.
    const initial = initialClasses(view, common.classes, this.#types);
    for (const pointer of new Set([...knownClasses, ...initial])) this.#addClass(pointer);
    const types = [...this.#types.keys()];
    scanner.lookForTypes(Math.min(...types), Math.max(...types));
  }

  scan(page: HeapPage): void {
    this.#referrers.forgetPage();
    const isRead = scanLive(this.#view, this.#scanner, page, this.#freeNumbers, (hit) => {
      this.#visit(hit, page);
    });
    if (!isRead) this.#unread.add(page.base);
    this.#scanner.noteOwn(this.#onPage.splice(0));
    this.#scanned += 1;
  }

  readLarge(page: HeapPage): void {
    const { memory } = this.#view;
    // Behind the class of a long text stand its characters.
    const kind = this.#kindOfClass.get(memory.readWord(page.start) ?? 0);
    const header = kind === undefined ? null : memory.read(page.start, tableHeaderBytes);
    if (kind !== undefined && header !== null) this.#keepTable(page.start + 1, header, kind, page);
  }

  /** Pages that were scanned before a class was known of which they may hold collections. */
  pagesToRepeat(): readonly HeapPage[] {
    const pages = new Set<HeapPage>();
    const places = new Map(this.pages.map((page, place) => [page.base, { page, place }]));
    for (const { pointer, scanned } of this.#late)
      for (const base of this.#scanner.pagesPointingTo([pointer])) {
        const at = places.get(base);
        if (at !== undefined && at.place <= scanned) pages.add(at.page);
      }
    this.#late.length = 0;
    return [...pages];
  }

  result(): CollectionSearch {
    const leftTables = new Map<number, LeftTable>();
    for (const [pointer, table] of this.#tables)
      if ('next' in table) leftTables.set(pointer, table);
    return {
      collections: [...this.#candidates.values()].flatMap((each) => this.#withTable(each) ?? []),
      leftTables,
      dictionaries: [...this.#dictionaries.values()],
      classPointers: [...this.#classPointers],
      referrers: this.#referrers.found,
      unread: [...this.#unread],
    };
  }

  #visit(hit: ScanHit, page: HeapPage): void {
    const { number, address, bytes, offset } = hit;
    if (number === null) {
      if (!this.#classPointers.has(address + 1)) this.#meetClass(address + 1);
      return;
    }
    const ofTables = number - this.#freeNumbers;
    const kind = this.#tableKinds[ofTables];
    const target = this.#targets[ofTables - this.#tableKinds.length];
    if (target !== undefined) this.#referrers.add(target, hit, page);
    else if (kind === undefined) this.#keepCandidate(hit, page);
    else {
      const header = bytes.subarray(offset, offset + tableHeaderBytes);
      if (header.length === tableHeaderBytes) this.#keepTable(address + 1, header, kind, page);
    }
  }

  #meetClass(pointer: number): void {
    if (this.#addClass(pointer)) this.#late.push({ pointer, scanned: this.#scanned });
  }

  #addClass(pointer: number): boolean {
    const hiddenClass = this.#view.classes.at(pointer);
    if (hiddenClass === null || !this.#types.has(hiddenClass.instanceType)) return false;
    const number = this.#scanner.add(pointer);
    if (number === null) return false;
    this.#classes.set(number, hiddenClass);
    this.#classPointers.add(pointer);
    return true;
  }

  #keepCandidate({ number, address, bytes, offset }: ScanHit, page: HeapPage): void {
    const hiddenClass = this.#classes.get(number ?? -1);
    const kind = this.#types.get(hiddenClass?.instanceType ?? -1);
    if (hiddenClass === undefined || kind === undefined) return;
    if (offset + collectionBytes > bytes.length) return;
    const tablePointer = readWord(bytes, offset + tableOfCollection);
    const pointer = address + 1;
    const { heap } = page;
    const candidate = { pointer, kind, hiddenClass, tablePointer, heap, dictionary: null };
    this.#candidates.set(pointer, candidate);
    this.#onPage.push(pointer);
  }

  #keepTable(
    pointer: number,
    header: Buffer,
    kind: CollectionKind,
    { heap, isLarge }: HeapPage,
  ): void {
    const table = parseTable(header, kind);
    if (table === null) return;
    if (kind !== 'object') this.#tables.set(pointer, table);
    else if (!('next' in table) && countsAsMap(table)) {
      this.#dictionaries.set(pointer, { pointer, tableClass: readWord(header, 0), table, heap });
      if (!isLarge) this.#onPage.push(pointer);
    }
  }

  /**
   * A word may be a class without being the start of an object: then no table follows. A collection
   * that grew in the meantime has another table by now.
   */
  #withTable(candidate: Candidate): FoundCollection | null {
    const scanned = this.#tables.get(candidate.tablePointer);
    if (scanned !== undefined && !('next' in scanned)) return { ...candidate, table: scanned };
    const seen = followPlace(this.#view.memory, this.#view.classes, this.#types, candidate);
    if (seen === null || !seen.isInPlace) return null;
    return { ...candidate, tablePointer: seen.tablePointer, table: seen.table };
  }
}

/** Whether an object that is used as a dictionary has so many entries that it is a map of something. */
export function countsAsMap({ entries, deleted }: CollectionTable): boolean {
  return entries + deleted >= leastDictionaryEntries;
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
