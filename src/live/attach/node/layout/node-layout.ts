import type { V8Constants } from './v8-constants.ts';

/**
 * All that is known of one build of Node.js: what V8 names, and what was learned from a child of the
 * same executable.
 */
export interface NodeLayout {
  /** As in `v24.21.0`. */
  readonly version: string;
  readonly constants: V8Constants;
  readonly page: PageLayout;
  /** Names of V8's spaces by their number, as in `old_space`. */
  readonly spaceNames: readonly string[];
  /** Bytes that the allocation areas of an isolate lie before its heap: young, then old. */
  readonly areasBeforeHeap: number;
  /** In half of the young generation, the page on which objects are made now. */
  readonly currentPageInSpace: number;
  readonly collections: CollectionCounters | null;
  readonly freeSpace: FreeSpaceLayout;
  readonly tables: TableTypes;
}

/** Where a page of the heap says what it is. All figures in bytes. */
export interface PageLayout {
  /** Whether it says so at its start, or in a record elsewhere to which its second word points. */
  readonly isInline: boolean;
  readonly flags: number;
  readonly heap: number;
  readonly areaStart: number;
  readonly areaEnd: number;
  readonly size: number;
  readonly owner: number;
  /** To the next page of its space and, a word behind it, to the one before. */
  readonly next: number;
  /** From the page's start to its first object. */
  readonly firstObject: number;
}

/** Where a heap counts its collections, in bytes from its start; each counter has 32 bits. */
export interface CollectionCounters {
  readonly all: number;
  /** Those of the whole heap; `null` where no counter of them was found. */
  readonly major: number | null;
  /** Not 0 while it collects; `null` where no word was seen that says so. */
  readonly state: number | null;
}

/** How memory that holds no object is marked: a class of that instance type, then its size. */
export interface FreeSpaceLayout {
  readonly type: number;
  /** Bytes of a unit of its size. */
  readonly unitBytes: number;
}

/** Instance types that V8 does not name. */
export interface TableTypes {
  readonly map: number;
  readonly set: number;
  /** Of a WeakMap or WeakSet. */
  readonly weak: number;
  /** Of an object that is used as a dictionary, by names. */
  readonly dictionary: number;
  /** Of one by numbers, as of an array with large holes. */
  readonly numbers: number;
}

/** Pages of the heap begin at multiples of it. */
export const pageBytes: number = 2 ** 18;

/** Flags of a page, the same in all versions since V8 9: which half of the young generation it is. */
export const pageFlags = { from: 8, to: 16 } as const;

/** Objects of more bytes have a page each, which they never leave. */
export const largestMovedBytes: number = 2 ** 17;
