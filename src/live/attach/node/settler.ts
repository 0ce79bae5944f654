import type { ProcessMemory } from '../proc/process-memory.ts';
import { areTooMany, changedPages } from './heap/changed-pages.ts';
import { isSameMoment, momentNow, momentOfRest } from './heap/collector-moment.ts';
import {
  collectionTypes,
  type CollectionSearch,
  findCollections,
  type FoundCollection,
  type FoundDictionary,
} from './heap/find-collections.ts';
import { followPlace, readDictionary } from './heap/follow-table.ts';
import { HeapScanner } from './heap/heap-scanner.ts';
import { type HeapView, viewAgain, viewPartAgain } from './heap/heap-view.ts';
import { type NodeLayout, pageBytes } from './layout/node-layout.ts';

/** The collections that are there at a moment at which nothing was collected. */
export interface Settled {
  readonly view: HeapView;
  readonly collections: readonly FoundCollection[];
  readonly dictionaries: readonly FoundDictionary[];
  /** Bases of the pages of which the scan before says nothing certain. */
  readonly changed: ReadonlySet<number>;
}

/** Tries to see between two collections what changed during a scan. */
const mostTries = 6;
/** Without a move of old objects, but for a few that died. */
const leastStayed = 0.99;
/** Every Node.js has more collections of its own. */
const leastCollections = 16;
const mostSampled = 200;

/** Makes of a scan during which objects were moved what is there at one moment. */
export class Settler {
  readonly #memory: ProcessMemory;
  readonly #pid: number;
  readonly #layout: NodeLayout;
  /** For the few pages that changed: what the scan noted of all must stay with its own. */
  readonly #changedScanner = new HeapScanner();

  constructor(memory: ProcessMemory, pid: number, layout: NodeLayout) {
    this.#memory = memory;
    this.#pid = pid;
    this.#layout = layout;
  }

  /** Clears what was read of the other process. */
  wipe(): void {
    this.#changedScanner.wipe();
  }

  /**
   * What a scan found as it is now, with what came to pages that changed since it began. Where the young
   * generation is collected too often for a moment in between, several tries are united: then only an
   * object that moved from the part that is still to be read to the other one in each of them is missed.
   *
   * @returns `null` where old objects were moved, too
   */
  async settle(before: HeapView, search: CollectionSearch): Promise<Settled | null> {
    const options = { knownClasses: search.classPointers, targets: [] };
    const news: FoundCollection[] = [];
    let first: readonly FoundCollection[] | null = null;
    for (let attempt = 1; ; attempt++) {
      const moment = await momentOfRest(this.#memory, before.heaps, this.#layout);
      const view = viewAgain(before, this.#pid);
      const pages = changedPages(before.smallPages, view);
      if (moment === null || areTooMany(pages, view)) return null;
      const part = { ...view, smallPages: pages, largePages: [] };
      const found = await findCollections(part, this.#changedScanner, options, () =>
        Promise.resolve(),
      );
      const changed = new Set(pages.map(({ base }) => base));
      const isSame = (): boolean =>
        isSameMoment(moment, momentNow(this.#memory, view.heaps, this.#layout));
      // Most collections lie on other pages: they are read again only where that may be of use.
      const stayed = isSame() ? this.#placesNow(view, search, changed) : null;
      if (stayed !== null && isSame()) {
        const collections = [...stayed.collections, ...found.collections];
        const dictionaries = [...stayed.dictionaries, ...found.dictionaries];
        return { view, collections, dictionaries, changed };
      }
      const unchanged = search.collections.filter(({ pointer }) => !changed.has(pageOf(pointer)));
      const young = youngBases(part);
      const old = found.collections.filter(({ pointer }) => !young.has(pageOf(pointer)));
      first ??= [...unchanged, ...old];
      news.push(...found.collections);
      if (attempt < mostTries) continue;
      const now = viewAgain(view, this.#pid);
      const still = this.#inPlace(now, first, noPages);
      if (still.length < Math.max(leastCollections, leastStayed * first.length)) return null;
      const places = new Map([...unchanged, ...news].map((each) => [each.pointer, each]));
      const collections = this.#inPlace(now, [...places.values()], noPages);
      const dictionaries = [...this.#dictionariesNow(now, search, changed), ...found.dictionaries];
      return { view: now, collections, dictionaries, changed };
    }
  }

  /** A collection may be just about to begin where it was counted already: then objects move all the same. */
  stands({ view, collections }: Pick<Settled, 'view' | 'collections'>): boolean {
    if (collections.length < leastCollections) return false;
    const step = Math.ceil(collections.length / mostSampled);
    const sample = collections.filter((_, index) => index % step === 0);
    const bases = new Set(sample.map(({ pointer }) => pageOf(pointer)));
    return this.#inPlace(viewPartAgain(view, bases), sample, noPages).length === sample.length;
  }

  /** Whether the young generation is where it was: its objects leave their pages whenever it is collected. */
  isYoungInPlace(before: HeapView): boolean {
    const there = youngBases(viewPartAgain(before, noPages));
    return [...youngBases(before)].every((base) => there.has(base));
  }

  /** What of a scan stands where it was. */
  stillThere(before: HeapView, search: CollectionSearch): Settled {
    const view = viewAgain(before, this.#pid);
    return { view, ...this.#placesNow(view, search, noPages), changed: noPages };
  }

  /** Collections and tables that are where a scan saw them, but for those on pages that changed. */
  #placesNow(
    view: HeapView,
    search: CollectionSearch,
    changed: ReadonlySet<number>,
  ): Pick<Settled, 'collections' | 'dictionaries'> {
    return {
      collections: this.#inPlace(view, search.collections, changed),
      dictionaries: this.#dictionariesNow(view, search, changed),
    };
  }

  #dictionariesNow(
    view: HeapView,
    search: CollectionSearch,
    changed: ReadonlySet<number>,
  ): readonly FoundDictionary[] {
    const pages = new Set(view.pages.map(({ base }) => base));
    return search.dictionaries.flatMap((each) => {
      const page = pageOf(each.pointer);
      const isThere = pages.has(page) && !changed.has(page);
      const table = isThere ? readDictionary(this.#memory, each) : null;
      return table === null ? [] : [{ ...each, table }];
    });
  }

  #inPlace(
    view: HeapView,
    collections: readonly FoundCollection[],
    changed: ReadonlySet<number>,
  ): readonly FoundCollection[] {
    const types = collectionTypes(this.#layout.constants);
    const there = new Set(view.smallPages.map(({ base }) => base));
    return collections.flatMap((each) => {
      const page = pageOf(each.pointer);
      if (changed.has(page) || !there.has(page)) return [];
      const seen = followPlace(this.#memory, view.classes, types, each);
      if (seen === null || !seen.isInPlace) return [];
      return [{ ...each, tablePointer: seen.tablePointer, table: seen.table }];
    });
  }
}

/** Bases of the pages of the young generation. */
export function youngBases({ smallPages }: HeapView): ReadonlySet<number> {
  return new Set(smallPages.flatMap(({ isYoung, base }) => (isYoung ? [base] : [])));
}

export const noPages: ReadonlySet<number> = new Set();

/** The base of the page on which an object lies. */
export function pageOf(pointer: number): number {
  return pointer - (pointer % pageBytes);
}
