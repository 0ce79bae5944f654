import type { ProcessMemory } from '../proc/process-memory.ts';
import { collectionsSoFar, isUnchanged } from './heap/collections-so-far.ts';
import {
  collectionTypes,
  type CollectionSearch,
  findCollections,
  type FoundCollection,
  type Pause,
} from './heap/find-collections.ts';
import { followPlace } from './heap/follow-table.ts';
import { HeapScanner } from './heap/heap-scanner.ts';
import { type HeapView, viewHeap } from './heap/heap-view.ts';
import type { NodeLayout } from './layout/node-layout.ts';
import { type FirstReferrers, namedOf, nameOwners, type Owner } from './owners/name-owners.ts';
import type { LeftBehind } from './left-behind.ts';

/** A collection with what holds it and what it left behind. */
export interface Discovered {
  readonly collection: FoundCollection;
  readonly owner: Owner;
  readonly left: readonly LeftBehind[];
}

/** A scan that is taken, with the collections to which it looked for pointers. */
interface Scanned {
  readonly view: HeapView;
  readonly search: CollectionSearch;
  readonly targets: FirstReferrers['targets'];
}

/** Scans of a program that collects garbage all the time. */
const mostScans = 3;

/** Finds all collections of a process, again and again. */
export class Discovery {
  readonly #memory: ProcessMemory;
  readonly #pid: number;
  readonly #layout: NodeLayout;
  readonly #scanner = new HeapScanner();
  #classPointers: readonly number[] = [];
  /** Collections of the look before. */
  #last: readonly FoundCollection[] = [];

  constructor(memory: ProcessMemory, pid: number, layout: NodeLayout) {
    this.#memory = memory;
    this.#pid = pid;
    this.#layout = layout;
  }

  /** One look at everything, and how the heap was laid out then. */
  async run(
    pause: Pause,
  ): Promise<{ readonly view: HeapView; readonly found: readonly Discovered[] }> {
    try {
      const { view, search, targets } = await this.#scanUntilSettled(pause);
      this.#last = search.collections;
      const first = { targets, referrers: search.referrers };
      const owners = await nameOwners(
        view,
        this.#scanner,
        this.#pid,
        search.collections,
        first,
        pause,
      );
      const collections = withoutTwins(search.collections, owners);
      const left = leftByTable(search, collections);
      const found = collections.map((collection) => ({
        collection,
        owner: owners.get(collection.pointer) ?? unknownOwner,
        left: left.get(collection.tablePointer) ?? [],
      }));
      return { view, found };
    } finally {
      this.#scanner.wipe();
    }
  }

  /**
   * Objects move when garbage is collected, and one that moves from a page to come to a page that was
   * scanned is missed. So what was found is united until no collection came in between, or until two
   * scans in a row found the same. Each scan finds what points to the collections that are known by then,
   * so that the first look takes two.
   */
  async #scanUntilSettled(pause: Pause): Promise<Scanned> {
    const found = new Map<number, FoundCollection>();
    let last: readonly FoundCollection[] = [];
    let known = this.#last;
    for (let scan = 1; ; scan++) {
      const view = viewHeap(this.#memory, this.#pid, this.#layout);
      const before = collectionsSoFar(this.#memory, view.heaps, this.#layout);
      const targets = namedOf(known);
      const options = { knownClasses: this.#classPointers, targets };
      const search = await findCollections(view, this.#scanner, options, pause);
      this.#classPointers = search.classPointers;
      const after = collectionsSoFar(this.#memory, view.heaps, this.#layout);
      for (const each of search.collections) found.set(each.pointer, each);
      const isQuiet = isUnchanged(before, after);
      const isSettled = isQuiet || (scan > 1 && areSame(last, search.collections));
      last = search.collections;
      known = [...found.values()];
      if (scan < mostScans && !(isSettled && (targets.length > 0 || last.length === 0))) continue;
      const collections = isQuiet ? last : this.#stillThere(view, found);
      return { view, search: { ...search, collections }, targets: new Set(targets) };
    }
  }

  #stillThere(
    view: HeapView,
    found: ReadonlyMap<number, FoundCollection>,
  ): readonly FoundCollection[] {
    const types = collectionTypes(this.#layout.constants);
    return [...found.values()].flatMap((each) => {
      const seen = followPlace(this.#memory, view.classes, types, each);
      if (seen === null || !seen.isInPlace) return [];
      return [{ ...each, tablePointer: seen.tablePointer, table: seen.table }];
    });
  }
}

/** Whether two scans found the same collections in the same places; their tables may have grown. */
function areSame(some: readonly FoundCollection[], others: readonly FoundCollection[]): boolean {
  const pointers = new Set(some.map(({ pointer }) => pointer));
  return some.length === others.length && others.every(({ pointer }) => pointers.has(pointer));
}

const unknownOwner: Owner = { className: null, name: null, isReferenced: null };

/** A copy that the collector left has the same table, but nothing points to it. */
function withoutTwins(
  collections: readonly FoundCollection[],
  owners: ReadonlyMap<number, Owner>,
): readonly FoundCollection[] {
  const isHeld = ({ pointer }: FoundCollection): boolean =>
    owners.get(pointer)?.isReferenced === true;
  const byTable = new Map<number, FoundCollection>();
  for (const each of collections) {
    const twin = byTable.get(each.tablePointer);
    if (twin === undefined || isHeld(each) || !isHeld(twin)) byTable.set(each.tablePointer, each);
  }
  return [...byTable.values()];
}

/** Tables that were left for others lead to one that a collection has now. */
function leftByTable(
  { leftTables }: CollectionSearch,
  collections: readonly FoundCollection[],
): ReadonlyMap<number, readonly LeftBehind[]> {
  const current = new Set(collections.map(({ tablePointer }) => tablePointer));
  const left = new Map<number, LeftBehind[]>();
  for (const [pointer, { bytes, next }] of leftTables) {
    let to: number | undefined = next;
    for (let step = 0; step < leftTables.size && to !== undefined && !current.has(to); step++)
      to = leftTables.get(to)?.next;
    if (to === undefined || !current.has(to)) continue;
    left.set(to, [...(left.get(to) ?? []), { pointer, bytes }]);
  }
  return left;
}
