import {
  countsAsMap,
  type FoundCollection,
  type FoundDictionary,
  type Pause,
} from '../heap/find-collections.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import type { HeapView } from '../heap/heap-view.ts';
import { findReferrers } from './find-referrers.ts';
import { followDictionary } from '../heap/follow-table.ts';
import type { Referrer } from '../heap/referrer.ts';
import { pageBytes } from '../layout/node-layout.ts';
import type { FirstReferrers } from './name-owners.ts';

/** What is known of holders before. */
export interface KnownHolders {
  /** Objects of the look before. */
  readonly objects: readonly FoundCollection[];
  /** What the scan found to point to the tables of which it was asked. */
  readonly first: FirstReferrers;
}

/** Objects with their tables, and the tables that no object holds: the engine has such for itself. */
export interface DictionaryHolders {
  readonly objects: readonly FoundCollection[];
  readonly unheld: readonly number[];
}

/**
 * Finds the objects that are used as dictionaries by their tables: those that are known still hold one, and
 * of the others what points to the table is looked for. Of an object with two tables the larger one counts.
 */
export async function holdersOfDictionaries(
  view: HeapView,
  scanner: HeapScanner,
  tables: readonly FoundDictionary[],
  { objects, first }: KnownHolders,
  pause: Pause,
): Promise<DictionaryHolders> {
  const byTable = new Map(tables.map((each) => [each.pointer, each]));
  const held = new Map<number, FoundCollection>();
  const take = (table: FoundDictionary, pointer: number, slot: number): void => {
    const hiddenClass = view.classes.of(pointer);
    if (hiddenClass === null) return;
    byTable.delete(table.pointer);
    const other = held.get(pointer);
    if (other !== undefined && other.table.bytes >= table.table.bytes) return;
    held.set(pointer, {
      pointer,
      kind: 'object',
      hiddenClass,
      tablePointer: table.pointer,
      table: table.table,
      heap: table.heap,
      dictionary: { slot, tableClass: table.tableClass },
    });
  };
  const takeHeld = (found: ReadonlyMap<number, readonly Referrer[]>): void => {
    for (const table of byTable.values()) {
      const holder = found.get(table.pointer)?.find((each) => isHolder(view, each));
      if (holder !== undefined) take(table, holder.pointer, holder.offset);
    }
  };
  const changed = new Set(first.changed);
  const old = new Set(view.smallPages.flatMap(({ isYoung, base }) => (isYoung ? [] : [base])));
  for (const { pointer, dictionary, hiddenClass, heap } of objects) {
    if (dictionary === null) continue;
    const { slot, tableClass } = dictionary;
    const scanned = byTable.get(view.memory.readWord(pointer - 1 + slot) ?? 0);
    if (scanned !== undefined) {
      take(scanned, pointer, slot);
      continue;
    }
    // It may have grown after the scan came by, and may grow again at any time.
    const seen = followDictionary(view.memory, pointer, dictionary);
    if (seen === null || !countsAsMap(seen.table)) continue;
    const grown = { pointer: seen.tablePointer, tableClass, table: seen.table, heap };
    const page = pointer - (pointer % pageBytes);
    // Where an old object was moved from, its first word leads to the new place.
    if (old.has(page) && view.classes.of(pointer)?.pointer === hiddenClass.pointer) {
      take(grown, pointer, slot);
      continue;
    }
    // Whether a young object is there still, its page tells.
    byTable.set(grown.pointer, grown);
    changed.add(page);
  }
  takeHeld(first.referrers);
  const targets = [...byTable.keys()];
  // Nothing on the pages that stayed points to a table of which the scan was asked.
  if (changed.size > 0 || targets.some((pointer) => !first.targets.has(pointer))) {
    const options = { targets, asked: first.targets, changed, isLast: true };
    takeHeld(await findReferrers(view, scanner, options, pause));
  }
  return { objects: [...held.values()], unheld: [...byTable.keys()] };
}

/** An object of the language that has the table as its properties or elements. */
function isHolder({ layout }: HeapView, { hiddenClass, offset }: Referrer): boolean {
  const { types, object } = layout.constants;
  const isPlace = offset === object.properties || offset === object.elements;
  return isPlace && hiddenClass.instanceType >= types.firstObject;
}
