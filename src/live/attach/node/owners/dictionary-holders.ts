import type { FoundCollection, FoundDictionary, Pause } from '../heap/find-collections.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import type { HeapView } from '../heap/heap-view.ts';
import { findReferrers } from './find-referrers.ts';
import type { Referrer } from '../heap/referrer.ts';

/** What is known of holders before. */
export interface KnownHolders {
  /** Objects of the look before. */
  readonly objects: readonly FoundCollection[];
  /** Pointers to tables that no object held then: the engine has such for itself. */
  readonly unheld: ReadonlySet<number>;
  /** Bases of pages that changed since the scan noted where their words point to. */
  readonly changed: ReadonlySet<number>;
}

/** Objects with their tables, and the tables that no object holds. */
export interface DictionaryHolders {
  readonly objects: readonly FoundCollection[];
  readonly unheld: ReadonlySet<number>;
}

/**
 * Finds the objects that are used as dictionaries by their tables: those that are known still hold one, and
 * of the others what points to the table is looked for. Of an object with two tables the larger one counts.
 */
export async function holdersOfDictionaries(
  view: HeapView,
  scanner: HeapScanner,
  tables: readonly FoundDictionary[],
  { objects, unheld, changed }: KnownHolders,
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
  for (const { pointer, dictionary } of objects) {
    if (dictionary === null) continue;
    const table = byTable.get(view.memory.readWord(pointer - 1 + dictionary.slot) ?? 0);
    if (table !== undefined) take(table, pointer, dictionary.slot);
  }
  const targets = [...byTable.keys()].filter((pointer) => !unheld.has(pointer));
  if (targets.length > 0) {
    const options = { targets, changed, isLast: true };
    const found = await findReferrers(view, scanner, options, pause);
    for (const target of targets) {
      const table = byTable.get(target);
      const holder = found.get(target)?.find((each) => isHolder(view, each));
      if (table !== undefined && holder !== undefined) take(table, holder.pointer, holder.offset);
    }
  }
  return { objects: [...held.values()], unheld: new Set(byTable.keys()) };
}

/** An object of the language that has the table as its properties or elements. */
function isHolder({ layout }: HeapView, { hiddenClass, offset }: Referrer): boolean {
  const { types, object } = layout.constants;
  const isPlace = offset === object.properties || offset === object.elements;
  return isPlace && hiddenClass.instanceType >= types.firstObject;
}
