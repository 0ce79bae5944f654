import { performance } from 'node:perf_hooks';
import type { ProcessMemory } from '../proc/process-memory.ts';
import {
  type CollectorMoment,
  hasOldStayed,
  isSameMoment,
  momentNow,
  momentOfRest,
} from './heap/collector-moment.ts';
import {
  type CollectionSearch,
  findCollections,
  type FoundCollection,
  type Pause,
} from './heap/find-collections.ts';
import { HeapScanner } from './heap/heap-scanner.ts';
import { type HeapView, viewHeap } from './heap/heap-view.ts';
import type { NodeLayout } from './layout/node-layout.ts';
import { holdersOfDictionaries } from './owners/dictionary-holders.ts';
import { type FirstReferrers, namedOf, nameOwners, type Owner } from './owners/name-owners.ts';
import type { LeftBehind } from './left-behind.ts';
import { noPages, pageOf, Settler, youngBases } from './settler.ts';

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
  readonly first: FirstReferrers;
  readonly since: CollectorMoment | null;
  /** Whether it is certain that nothing points to one for which no referrer was found. */
  readonly isAlone: (pointer: number) => boolean;
}

/** Scans until a look is told to be incomplete; of a small heap, as many as fit into this time. */
const mostScans = 3;
const longestSearchMs = 3000;
/** What seems to be garbage in one look is that for certain by the next one. */
const mostLooks = 3;

/** Finds all collections of a process, again and again. */
export class Discovery {
  readonly #memory: ProcessMemory;
  readonly #pid: number;
  readonly #layout: NodeLayout;
  readonly #scanner = new HeapScanner();
  readonly #settler: Settler;
  #classPointers: readonly number[] = [];
  #heaps: readonly number[] = [];
  /** Collections of the look before, and those to which it found that nothing points. */
  #last: readonly FoundCollection[] = [];
  #alone: ReadonlySet<number> = new Set();
  /** When the scan of that look began. */
  #aloneSince: CollectorMoment | null = null;
  /** Pointers to tables of dictionaries that no object held then: another one may come to their place. */
  #unheld: readonly number[] = [];

  constructor(memory: ProcessMemory, pid: number, layout: NodeLayout) {
    this.#memory = memory;
    this.#pid = pid;
    this.#layout = layout;
    this.#settler = new Settler(memory, pid, layout);
  }

  async run(pause: Pause): Promise<Look> {
    const startMs = performance.now();
    const isFirst = this.#last.length === 0;
    try {
      for (let look = 1; ; look++) {
        const { isCertain, ...seen } = await this.#lookOnce(pause);
        const mayGoOn = isFirst || performance.now() - startMs < longestSearchMs;
        if (isCertain || look === mostLooks || !mayGoOn) return seen;
      }
    } finally {
      this.#scanner.wipe();
      this.#settler.wipe();
    }
  }

  /** A look, and whether it is certain of each collection that nothing seems to point to. */
  async #lookOnce(pause: Pause): Promise<Look & { readonly isCertain: boolean }> {
    const { view, search, first, missing, since, isAlone } = await this.#scanUntilSettled(pause);
    this.#last = search.collections;
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
    const alone = collections.filter(({ pointer }) => owners.get(pointer)?.isReferenced === false);
    const uncertain = new Set(alone.filter(({ pointer }) => !isAlone(pointer)));
    this.#alone = new Set(alone.map(({ pointer }) => pointer));
    this.#aloneSince = since;
    const found = collections.map((collection) => {
      const owner = owners.get(collection.pointer) ?? unknownOwner;
      return {
        collection,
        owner: uncertain.has(collection) ? { ...owner, isReferenced: null } : owner,
        left: left.get(collection.tablePointer) ?? [],
      };
    });
    return { view, found, missing, isCertain: uncertain.size === 0 };
  }

  /**
   * Objects move when garbage is collected, and one that moves from a page to come to a page that was
   * scanned is missed. A scan during which nothing was collected is taken as it is. Of another one, what
   * changed since it began is scanned once more, at a moment between two collections.
   */
  async #scanUntilSettled(pause: Pause): Promise<Scanned> {
    const startMs = performance.now();
    let last: readonly FoundCollection[] | null = null;
    let view: HeapView | null = null;
    if (this.#heaps.length === 0) {
      view = viewHeap(this.#memory, this.#pid, this.#layout);
      this.#heaps = view.heaps;
    }
    for (let scan = 1; ; scan++) {
      const before = await momentOfRest(this.#memory, this.#heaps, this.#layout);
      view = viewHeap(this.#memory, this.#pid, this.#layout, view);
      this.#heaps = view.heaps;
      const targets = [...namedOf(this.#last), ...this.#unheld];
      const options = { knownClasses: this.#classPointers, targets };
      const search = await findCollections(view, this.#scanner, options, pause);
      this.#classPointers = search.classPointers;
      const from = view;
      // Of a collection that was counted before the scan and began during it, the counts say nothing.
      const isUnmoved = (): boolean =>
        isSameMoment(before, momentNow(this.#memory, this.#heaps, this.#layout)) &&
        this.#settler.isYoungInPlace(from);
      // Where nobody counts collections, two scans that agree must do.
      const isQuiet =
        before === null ? last !== null && areSame(last, search.collections) : isUnmoved();
      last = search.collections;
      const settled = isQuiet
        ? { ...search, view, changed: noPages }
        : await this.#settler.settle(view, search);
      const isWhole = settled !== null && this.#settler.stands(settled);
      const mayGoOn = scan < mostScans || performance.now() - startMs < longestSearchMs;
      if (!isWhole && mayGoOn) continue;
      const { changed, ...now } = settled ?? this.#settler.stillThere(view, search);
      const asked = new Set(targets.filter((pointer) => !changed.has(pageOf(pointer))));
      const young = youngBases(now.view);
      let hasStayed: boolean | null = null;
      const isAlone = (pointer: number): boolean =>
        (hasStayed ??= isUnmoved() && this.#settler.stands(now)) ||
        (isQuiet && asked.has(pointer)) ||
        (this.#alone.has(pointer) && !young.has(pageOf(pointer)) && this.#hasOldStayed());
      const first = { targets: asked, referrers: search.referrers, changed };
      const { objects, unheld } = await holdersOfDictionaries(
        now.view,
        this.#scanner,
        now.dictionaries,
        { objects: this.#last, first },
        pause,
      );
      this.#unheld = unheld;
      return {
        view: now.view,
        search: { ...search, collections: [...now.collections, ...objects] },
        first,
        since: before,
        missing: isWhole ? this.#unread(search) : movedText(scan),
        isAlone,
      };
    }
  }

  /** Another collection may have come to the place of one to which nothing pointed. */
  #hasOldStayed(): boolean {
    return hasOldStayed(this.#aloneSince, momentNow(this.#memory, this.#heaps, this.#layout));
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

/** Whether two scans found the same collections in the same places; their tables may have grown. */
function areSame(some: readonly FoundCollection[], others: readonly FoundCollection[]): boolean {
  const pointers = new Set(some.map(({ pointer }) => pointer));
  return some.length === others.length && others.every(({ pointer }) => pointers.has(pointer));
}

function movedText(scans: number): string {
  return `the collector moved objects while they were looked for in ${scans} scans, so that maps may be missing`;
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
