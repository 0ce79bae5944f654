import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import { largestMovedBytes } from '../layout/node-layout.ts';
import { type HiddenClasses, isStrongPointer } from './hidden-classes.ts';
import {
  type CollectionKind,
  type CollectionTable,
  parseDictionary,
  readTable,
  tableHeaderBytes,
} from './ordered-table.ts';

/** Where a collection and its table were seen last. Pointers are one more than addresses. */
export interface KnownPlace {
  readonly kind: CollectionKind;
  readonly pointer: number;
  readonly tablePointer: number;
  readonly dictionary: DictionaryPlace | null;
}

/** Where an object that is used as a dictionary holds its table. */
export interface DictionaryPlace {
  /** Bytes from its start to the word that points to the table. */
  readonly slot: number;
  /** Pointer to the class of the table. */
  readonly tableClass: number;
}

/** A collection as it is now. */
export interface SeenPlace {
  readonly tablePointer: number;
  readonly table: CollectionTable;
  /** Tables that were left since, oldest first. */
  readonly left: readonly number[];
  /** Whether the object still is where it was; a collector may have moved it. */
  readonly isInPlace: boolean;
}

const collectionBytes = 32;
const tableOfCollection = 24;
/** A read may meet the program in the middle of a write. */
const tries = 6;
/** A collection that grew more often between two looks is looked for anew. */
const mostLeft = 64;

/**
 * Reads a collection again: its object and the header of its table, a hundred bytes. Where the
 * collector moved the object, a table that has a page of its own tells: it never moves, goes with its
 * collection, and leads to the next one when it was left.
 *
 * @returns `null` where neither is where it was
 */
export function followPlace(
  memory: ProcessMemory,
  classes: HiddenClasses,
  types: ReadonlyMap<number, CollectionKind>,
  known: KnownPlace,
): SeenPlace | null {
  if (known.dictionary !== null) return followDictionary(memory, known.pointer, known.dictionary);
  for (let attempt = 0; attempt < tries; attempt++) {
    const object = memory.read(known.pointer - 1, collectionBytes);
    const isInPlace =
      object !== null &&
      types.get(classes.at(readWord(object, 0))?.instanceType ?? -1) === known.kind;
    const tablePointer = isInPlace ? readWord(object, tableOfCollection) : null;
    const isChanged = tablePointer !== known.tablePointer;
    const byTable = isChanged ? fromTable(memory, known) : null;
    const seen =
      tablePointer === null || isAnother(known, tablePointer, byTable)
        ? byTable
        : fromObject(memory, known, tablePointer);
    if (seen !== null) return seen;
  }
  return null;
}

/** An object whose table is another one by now has grown: nothing leads from the old one to the next. */
export function followDictionary(
  memory: ProcessMemory,
  pointer: number,
  { slot, tableClass }: DictionaryPlace,
): SeenPlace | null {
  // A read may come between the word and the table to which it pointed: then it is read anew.
  for (let attempt = 0; attempt < tries; attempt++) {
    const tablePointer = memory.readWord(pointer - 1 + slot);
    if (tablePointer === null) return null;
    const table = readDictionary(memory, { pointer: tablePointer, tableClass });
    if (table !== null) return { tablePointer, table, left: [], isInPlace: true };
    if (memory.readWord(pointer - 1 + slot) === tablePointer) return null;
  }
  return null;
}

/** The header of a dictionary; `null` where there is none. */
export function readDictionary(
  memory: ProcessMemory,
  { pointer, tableClass }: { readonly pointer: number; readonly tableClass: number },
): CollectionTable | null {
  if (!isStrongPointer(pointer)) return null;
  for (let attempt = 0; attempt < tries; attempt++) {
    const header = memory.read(pointer - 1, tableHeaderBytes);
    if (header === null || readWord(header, 0) !== tableClass) return null;
    const table = parseDictionary(header);
    if (table !== null) return table;
  }
  return null;
}

/** Whether the object in the place is another one by now: the table that is known was not left. */
function isAnother(
  { tablePointer: known }: KnownPlace,
  tablePointer: number,
  byTable: SeenPlace | null,
): boolean {
  return byTable !== null && tablePointer !== known && byTable.tablePointer === known;
}

function fromObject(
  memory: ProcessMemory,
  known: KnownPlace,
  tablePointer: number,
): SeenPlace | null {
  const table = readTable(memory, tablePointer, known.kind);
  if (table === null || 'next' in table) return null;
  const left = tablePointer === known.tablePointer ? [] : leftBetween(memory, known, tablePointer);
  return { tablePointer, table, left, isInPlace: true };
}

/** The tables from the known one to the one now; a table that was moved was not left. */
function leftBetween(
  memory: ProcessMemory,
  { kind, tablePointer }: KnownPlace,
  to: number,
): readonly number[] {
  const left: number[] = [];
  for (let pointer = tablePointer; pointer !== to && left.length < mostLeft;) {
    const table = readTable(memory, pointer, kind);
    if (table === null || !('next' in table)) return left;
    left.push(pointer);
    pointer = table.next;
  }
  return left;
}

/** By tables that have pages of their own, where there is one. */
function fromTable(memory: ProcessMemory, known: KnownPlace): SeenPlace | null {
  const left: number[] = [];
  let pointer = known.tablePointer;
  while (left.length < mostLeft) {
    const table = readTable(memory, pointer, known.kind);
    if (table === null || table.bytes <= largestMovedBytes) return null;
    if (!('next' in table)) return { tablePointer: pointer, table, left, isInPlace: false };
    left.push(pointer);
    pointer = table.next;
  }
  return null;
}
