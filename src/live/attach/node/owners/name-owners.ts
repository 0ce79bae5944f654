import type { FoundCollection, Pause } from '../heap/find-collections.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import type { HeapView } from '../heap/heap-view.ts';
import { findReferrers } from './find-referrers.ts';
import { OwnerGraph } from './owner-graph.ts';
import { mostSteps, OwnerSearch } from './owner-search.ts';
import { ProgramNames } from './program-names.ts';
import { unreferenced } from './reachability.ts';
import type { Referrer } from '../heap/referrer.ts';

/** What holds a collection. */
export interface Owner {
  /** What the class of the collection is called, as in `Map` or `LRUMap`. */
  readonly className: string | null;
  /** As in `SessionStore.sessions`; `null` where what holds it has no name. */
  readonly name: string | null;
  /** Whether anything points to it: `false` = garbage that is not collected yet, `null` = unknown. */
  readonly isReferenced: boolean | null;
}

/** An array of a megabyte is read that often: for what holds collections, and what holds that. */
const stepsThroughLongArrays = 2;
/** Collections that are named at once: the largest come first. */
const mostNamed = 20_000;

const noTargets: ReadonlySet<number> = new Set();

/** Pointers to the collections whose owners are looked for. */
export function namedOf(collections: readonly FoundCollection[]): readonly number[] {
  return collections
    .toSorted((a, b) => b.table.bytes - a.table.bytes)
    .slice(0, mostNamed)
    .map(({ pointer }) => pointer);
}

/** What the search for collections found out of what points to them. */
export interface FirstReferrers {
  /** Pointers to the collections that were known then. */
  readonly targets: ReadonlySet<number>;
  readonly referrers: ReadonlyMap<number, readonly Referrer[]>;
  /** Bases of pages that changed since. */
  readonly changed: ReadonlySet<number>;
}

/**
 * Finds what holds collections, and what the program calls it. What points to a collection is known
 * from the search but for those that this one found new; each step from there to what holds a holder
 * is a pass over the pages that may point to it.
 */
export async function nameOwners(
  view: HeapView,
  scanner: HeapScanner,
  pid: number,
  collections: readonly FoundCollection[],
  { targets: known, referrers, changed }: FirstReferrers,
  pause: Pause,
): Promise<ReadonlyMap<number, Owner>> {
  const names = new ProgramNames(view.memory, view.classes, view.layout.constants);
  const graph = new OwnerGraph(view, names);
  const wanted = namedOf(collections);
  const tables = new Map(collections.map((each) => [each.tablePointer, each]));
  const search = new OwnerSearch(view, graph, names, tables);
  search.add(
    wanted.filter((pointer) => known.has(pointer)),
    referrers,
  );
  let targets = [...wanted.filter((pointer) => !known.has(pointer)), ...search.unexplained()];
  for (let step = 1; step < mostSteps && targets.length > 0; step++) {
    const isLast = step >= stepsThroughLongArrays;
    const options = { targets, asked: noTargets, changed, isLast };
    search.add(targets, await findReferrers(view, scanner, options, pause));
    targets = search.unexplained().slice(0, mostNamed);
  }
  const searched = new Set(wanted);
  const alone = collections.filter(
    ({ pointer }) => searched.has(pointer) && !search.isReferenced(pointer),
  );
  const states = await unreferenced(view, scanner, pid, alone);
  return new Map(
    collections.map(({ pointer, hiddenClass }) => {
      const isSearched = searched.has(pointer);
      return [
        pointer,
        {
          className: names.className(hiddenClass),
          name: search.nameOf(pointer),
          isReferenced: isSearched
            ? states.has(pointer)
              ? (states.get(pointer) ?? null)
              : true
            : null,
        },
      ];
    }),
  );
}
