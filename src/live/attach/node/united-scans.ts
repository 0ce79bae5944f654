import type { CollectionSearch, FoundCollection } from './heap/find-collections.ts';
import type { HeapPage } from './heap/heap-page.ts';
import { pageBytes } from './layout/node-layout.ts';

/**
 * Fewer collections that are gone are no sign that objects were moved: some die. Whole pages are seldom given
 * back but for what was moved from them.
 */
const leastMoved = 16;
const movedShare = { ofPages: 0.01, ofPlaces: 0.05 } as const;
/** Every Node.js has more of its own. */
export const leastCollections = 16;
const leastPagesGone = 4;
const pagesGoneShare = 0.05;
/** A live object to which nothing points in so many scans is none. */
const enoughScans = 2;

/**
 * What several scans of a heap saw together, of which the collector moved objects meanwhile: one that
 * moves from a page to come to a page that was scanned is missed by a scan.
 */
export class UnitedScans {
  #found = new Map<number, FoundCollection>();
  readonly #asked = new Map<number, number>();
  readonly #referenced = new Set<number>();

  /** @param known collections of an earlier look */
  constructor(known: readonly FoundCollection[]) {
    this.#found = new Map(known.map((each) => [each.pointer, each]));
  }

  get collections(): readonly FoundCollection[] {
    return [...this.#found.values()];
  }

  /** @param targets pointers to the collections to which the scan looked for pointers */
  add({ collections, referrers }: CollectionSearch, targets: readonly number[]): void {
    for (const each of collections) this.#found.set(each.pointer, each);
    for (const target of targets) this.#asked.set(target, (this.#asked.get(target) ?? 0) + 1);
    for (const target of referrers.keys()) this.#referenced.add(target);
  }

  /**
   * Keeps what is there now: of the old generation what is in its place, of the young one what a scan
   * of that alone has found.
   *
   * @param young collections of the young generation
   * @param seenNow what stands in the place of a collection; `null` where it is no more
   * @returns how many of the old generation have left their places since, where that are so many that
   *   the collector must have moved them
   */
  keep(
    pages: readonly Pick<HeapPage, 'base' | 'isYoung'>[],
    young: readonly FoundCollection[],
    seenNow: (each: FoundCollection) => FoundCollection | null,
  ): number {
    const old = new Set(pages.filter(({ isYoung }) => !isYoung).map(({ base }) => base));
    const kept = new Map<number, FoundCollection>();
    const gone = { ofPages: 0, ofPlaces: 0 };
    for (const each of this.#found.values()) {
      const isOnPage = old.has(each.pointer - (each.pointer % pageBytes));
      const now = isOnPage ? seenNow(each) : null;
      if (now !== null) kept.set(now.pointer, { ...now, isYoung: false });
      if (now !== null || each.isYoung) continue;
      gone.ofPlaces += 1;
      if (!isOnPage) gone.ofPages += 1;
    }
    const were = kept.size + gone.ofPlaces;
    for (const each of young) kept.set(each.pointer, each);
    this.#found = kept;
    const isMoved =
      kept.size < leastCollections ||
      gone.ofPages >= Math.max(leastMoved, movedShare.ofPages * were) ||
      gone.ofPlaces >= Math.max(leastMoved, movedShare.ofPlaces * were);
    return isMoved ? Math.max(1, gone.ofPlaces) : 0;
  }

  /** Whether scan after scan found nothing that points to a collection. */
  isAlone(pointer: number): boolean {
    return (this.#asked.get(pointer) ?? 0) >= enoughScans && !this.#referenced.has(pointer);
  }
}

/** Whether so many pages were given back since they were listed that what lay on them was moved. */
export function areVacated(before: readonly HeapPage[], after: readonly HeapPage[]): boolean {
  const there = new Set(after.map(({ base }) => base));
  const old = before.filter(({ isYoung }) => !isYoung);
  const gone = old.filter(({ base }) => !there.has(base)).length;
  return gone >= Math.max(leastPagesGone, pagesGoneShare * old.length);
}
