import { performance } from 'node:perf_hooks';
import type { ProcessMemory } from '../proc/process-memory.ts';
import { isSameMoment, momentNow, momentOfRest } from './heap/collector-moment.ts';
import {
  collectionTypes,
  type CollectionSearch,
  findCollections,
  type FoundCollection,
  type Pause,
} from './heap/find-collections.ts';
import { followPlace } from './heap/follow-table.ts';
import { HeapScanner } from './heap/heap-scanner.ts';
import { type HeapView, viewAgain, viewHeap, youngOf } from './heap/heap-view.ts';
import type { NodeLayout } from './layout/node-layout.ts';
import { type FirstReferrers, namedOf, nameOwners, type Owner } from './owners/name-owners.ts';
import type { LeftBehind } from './left-behind.ts';
import { areVacated, leastCollections, UnitedScans } from './united-scans.ts';

/** A collection with what holds it and what it left behind. */
export interface Discovered {
  readonly collection: FoundCollection;
  readonly owner: Owner;
  readonly left: readonly LeftBehind[];
}

/** A look at everything. */
export interface Look {
  /** How the heap was laid out then. */
  readonly view: HeapView;
  readonly found: readonly Discovered[];
  /** Why collections may be missing, as a sentence without its point; `null` where none is. */
  readonly missing: string | null;
}

/** A scan that is taken, with the collections to which it looked for pointers. */
interface Scanned extends Pick<Look, 'view' | 'missing'> {
  readonly search: CollectionSearch;
  readonly targets: FirstReferrers['targets'];
  /** Whether it is certain that nothing points to one for which no referrer was found. */
  readonly isAlone: (pointer: number) => boolean;
}

/** Scans of a program that collects garbage all the time, and of one that moves old objects, too. */
const usualScans = 3;
const mostScans = 6;
/** Those of a small heap, of which a scan may fit between two collections, go on for longer. */
const longestSearchMs = 5000;
/** Tries to see the young generation between two collections. */
const mostYoungScans = 10;

/** Finds all collections of a process, again and again. */
export class Discovery {
  readonly #memory: ProcessMemory;
  readonly #pid: number;
  readonly #layout: NodeLayout;
  readonly #scanner = new HeapScanner();
  readonly #youngScanner = new HeapScanner();
  #classPointers: readonly number[] = [];
  #heaps: readonly number[] = [];
  /** Collections of the look before. */
  #last: readonly FoundCollection[] = [];

  constructor(memory: ProcessMemory, pid: number, layout: NodeLayout) {
    this.#memory = memory;
    this.#pid = pid;
    this.#layout = layout;
  }

  async run(pause: Pause): Promise<Look> {
    try {
      const { view, search, targets, missing, isAlone } = await this.#scanUntilSettled(pause);
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
        owner: withCertainty(owners.get(collection.pointer), () => isAlone(collection.pointer)),
        left: left.get(collection.tablePointer) ?? [],
      }));
      return { view, found, missing };
    } finally {
      this.#scanner.wipe();
      this.#youngScanner.wipe();
    }
  }

  /**
   * Objects move when garbage is collected, and one that moves from a page to come to a page that was
   * scanned is missed. A scan during which nothing was collected is taken as it is; else scans are united,
   * until none moves what the scans before it had found. Each scan finds what points to the collections
   * that are known by then, so that the first look takes two.
   */
  async #scanUntilSettled(pause: Pause): Promise<Scanned> {
    const united = new UnitedScans(this.#last);
    let last: readonly FoundCollection[] | null = null;
    let known = this.#last;
    const startMs = performance.now();
    if (this.#heaps.length === 0)
      this.#heaps = viewHeap(this.#memory, this.#pid, this.#layout).heaps;
    for (let scan = 1; ; scan++) {
      const before = await momentOfRest(this.#memory, this.#heaps, this.#layout);
      const view = viewHeap(this.#memory, this.#pid, this.#layout);
      this.#heaps = view.heaps;
      const targets = namedOf(known);
      const options = { knownClasses: this.#classPointers, targets };
      const search = await findCollections(view, this.#scanner, options, pause);
      this.#classPointers = search.classPointers;
      const isSettled = (): boolean =>
        before === null
          ? last !== null && areSame(last, search.collections)
          : isSameMoment(before, momentNow(this.#memory, view.heaps, this.#layout));
      // A collection may just be about to begin where it was counted already.
      const isQuiet =
        isSettled() &&
        search.collections.length >= leastCollections &&
        !areVacated(view.smallPages, viewAgain(view, this.#pid).smallPages);
      const hasTargets = targets.length > 0;
      const isAsked = new Set(targets);
      if (isQuiet && hasTargets) {
        const isAlone = (pointer: number): boolean => isAsked.has(pointer) || isSettled();
        return { view, search, targets: isAsked, missing: this.#unread(search), isAlone };
      }
      last = search.collections;
      united.add(search, targets);
      // What a quiet scan found is asked for at once: it will be there.
      const settled = isQuiet ? null : await this.#settle(view, united);
      known = united.collections;
      if (settled === null || scan < usualScans || (!hasTargets && known.length > 0)) continue;
      const mayGoOn = scan < mostScans || performance.now() - startMs < longestSearchMs;
      if (settled.moved > 0 && mayGoOn) continue;
      return {
        view: settled.view,
        search: { ...search, collections: known },
        targets: isAsked,
        missing: movedText(settled.moved, scan) ?? settled.missing ?? this.#unread(search),
        isAlone: (pointer) => united.isAlone(pointer),
      };
    }
  }

  /** Looks which of the collections that scans found are there now, and which are young. */
  async #settle(
    before: HeapView,
    united: UnitedScans,
  ): Promise<{ readonly view: HeapView; readonly moved: number; readonly missing: string | null }> {
    const types = collectionTypes(this.#layout.constants);
    const { view, young, isQuiet } = await this.#youngNow(before);
    const moved = united.keep(view.smallPages, young, (each) => {
      const seen = followPlace(this.#memory, view.classes, types, each);
      if (seen === null || !seen.isInPlace) return null;
      return { ...each, tablePointer: seen.tablePointer, table: seen.table };
    });
    const missing = isQuiet
      ? null
      : `its young objects were collected more often than they could be read in ${mostYoungScans} tries, so that young collections may be missing`;
    const least = areVacated(before.smallPages, view.smallPages) ? 1 : 0;
    return { view, moved: Math.max(moved, least), missing };
  }

  /** The collections of the young generation, which is small, between two collections of garbage. */
  async #youngNow(before: HeapView): Promise<{
    readonly view: HeapView;
    readonly young: readonly FoundCollection[];
    readonly isQuiet: boolean;
  }> {
    const options = { knownClasses: this.#classPointers, targets: [] };
    for (let attempt = 1; ; attempt++) {
      const moment = await momentOfRest(this.#memory, before.heaps, this.#layout);
      const view = viewAgain(before, this.#pid);
      const search = await findCollections(youngOf(view), this.#youngScanner, options, () =>
        Promise.resolve(),
      );
      const now = momentNow(this.#memory, view.heaps, this.#layout);
      const isQuiet = isSameMoment(moment, now);
      if (isQuiet || moment === null || attempt === mostYoungScans)
        return { view, young: search.collections, isQuiet };
    }
  }

  /** A page that cannot be read was given back meanwhile, or holds what is missing now. */
  #unread({ unread }: CollectionSearch): string | null {
    if (unread.length === 0) return null;
    const view = viewHeap(this.#memory, this.#pid, this.#layout);
    const bases = new Set(view.smallPages.map(({ base }) => base));
    const still = unread.filter((base) => bases.has(base)).length;
    return still === 0 ? null : `${still} of its ${bases.size} pages could not be read`;
  }
}

/** `null` where nothing moved. */
function movedText(moved: number, scans: number): string | null {
  if (moved === 0) return null;
  return `the collector moved collections while they were looked for in ${scans} scans, ${moved} of them at last, so that others may be missing`;
}

/** That nothing points to a collection is only told where it is certain. */
function withCertainty(owner: Owner = unknownOwner, isAlone: () => boolean): Owner {
  return owner.isReferenced !== false || isAlone() ? owner : { ...owner, isReferenced: null };
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
