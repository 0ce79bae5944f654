import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import { isStrongPointer } from './hidden-classes.ts';

/** What a collection is to the program: `object` is one that is used as a dictionary. */
export type CollectionKind = 'Map' | 'Set' | 'WeakMap' | 'WeakSet' | 'object';

/** The header of a collection's table. Nothing behind it is ever read: there are keys and values. */
export interface CollectionTable {
  readonly entries: number;
  /** Deleted entries that still take a place. */
  readonly deleted: number;
  /** Entries that there is room for, deleted ones included. */
  readonly capacity: number;
  readonly bytes: number;
}

/** A table that was left for another, to which it leads. */
export interface LeftTable {
  readonly next: number;
  readonly bytes: number;
}

/** Bytes of a table that are read: class, length, and three counters. */
export const tableHeaderBytes = 40;

/** What a word of a table's header holds: a small integer stands in its upper half. */
function smallInteger(bytes: Buffer, offset: number): number | null {
  return bytes.readInt32LE(offset) === 0 ? bytes.readInt32LE(offset + 4) : null;
}

/**
 * Reads the header of a table; `null` where there is none that makes sense, which is so while the
 * program writes to it, too.
 *
 * @param pointer as words of memory hold it: one more than the address
 */
export function readTable(
  memory: ProcessMemory,
  pointer: number,
  kind: CollectionKind,
): CollectionTable | LeftTable | null {
  if (!isStrongPointer(pointer)) return null;
  const bytes = memory.read(pointer - 1, tableHeaderBytes);
  return bytes === null ? null : parseTable(bytes, kind);
}

/** Words of an entry, and entries of a bucket where a table has buckets. */
const entryWords = { Map: 3, Set: 2, WeakMap: 2, WeakSet: 2 } as const;
const headerWords = 3;
const entriesPerBucket = 2;

/** The header of a table by its first `tableHeaderBytes`. */
export function parseTable(
  bytes: Buffer,
  kind: CollectionKind,
): CollectionTable | LeftTable | null {
  if (kind === 'object') return parseDictionary(bytes);
  const length = smallInteger(bytes, 8);
  const entries = smallInteger(bytes, 16);
  const deleted = smallInteger(bytes, 24);
  const last = smallInteger(bytes, 32);
  if (length === null || last === null) return null;
  const capacity = isOrdered(kind) ? last * entriesPerBucket : last;
  const words = headerWords + (isOrdered(kind) ? last : 0) + capacity * entryWords[kind];
  if (entries === null) {
    const next = readWord(bytes, 16);
    // Its buckets still are as many: what was a table once, and is other memory by now, is told by that.
    const isTable = isStrongPointer(next) && isOrdered(kind) && length === words;
    return isTable ? { next, bytes: 16 + 8 * length } : null;
  }
  if (deleted === null) return null;
  const makesSense =
    capacity >= 4 &&
    (capacity & (capacity - 1)) === 0 &&
    length === words &&
    entries >= 0 &&
    deleted >= 0 &&
    entries + deleted <= capacity;
  return makesSense ? { entries, deleted, capacity, bytes: 16 + 8 * length } : null;
}

/** Words of a dictionary beside its entries: counters, and a few of its own. */
const mostDictionaryHeadWords = 8;

/** The header of the table of an object that is used as a dictionary. */
export function parseDictionary(bytes: Buffer): CollectionTable | null {
  const length = smallInteger(bytes, 8);
  const entries = smallInteger(bytes, 16);
  const deleted = smallInteger(bytes, 24);
  const capacity = smallInteger(bytes, 32);
  if (length === null || entries === null || deleted === null || capacity === null) return null;
  const headWords = length - capacity * 3;
  const makesSense =
    capacity >= 2 &&
    (capacity & (capacity - 1)) === 0 &&
    headWords >= headerWords &&
    headWords <= mostDictionaryHeadWords &&
    entries >= 0 &&
    deleted >= 0 &&
    entries + deleted <= capacity;
  return makesSense ? { entries, deleted, capacity, bytes: 16 + 8 * length } : null;
}

function isOrdered(kind: CollectionKind): kind is 'Map' | 'Set' {
  return kind === 'Map' || kind === 'Set';
}
