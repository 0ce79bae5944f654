import { readAllocationAreas } from '../heap/allocation-areas.ts';
import { longArrays, type Pause } from '../heap/find-collections.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import { type HeapView, scanLive } from '../heap/heap-view.ts';
import { type Referrer, ReferrersByTarget } from '../heap/referrer.ts';
import { pageBytes } from '../layout/node-layout.ts';

/** Which pointers are looked for, and where. */
export interface ReferrerOptions {
  /** Pointers to objects. */
  readonly targets: readonly number[];
  /** Those of them that a scan has looked for on all other pages. */
  readonly asked: ReadonlySet<number>;
  /** Bases of pages that may point anywhere: they changed since they were noted. */
  readonly changed: ReadonlySet<number>;
  /** Leaves out long arrays, too. */
  readonly isLast: boolean;
}

/**
 * Finds the objects that point to the given ones, in one pass over the pages that may hold such
 * pointers by what the search for collections noted. Tables of collections that have pages of their own
 * are left out: a pointer in them is a key or a value.
 */
export async function findReferrers(
  view: HeapView,
  scanner: HeapScanner,
  { targets, asked, changed, isLast }: ReferrerOptions,
  pause: Pause,
): Promise<ReadonlyMap<number, readonly Referrer[]>> {
  const { free } = view.tableClasses;
  const referrers = new ReferrersByTarget(view.classes, view.layout.constants);
  const unasked = targets.filter((pointer) => !asked.has(pointer));
  const pointing = new Set(scanner.pagesPointingTo(unasked));
  scanner.lookFor([...free, ...targets]);
  const growing = new Set(
    view.heaps.flatMap((heap) =>
      readAllocationAreas(view.memory, heap, view.layout).map(({ top }) => top - (top % pageBytes)),
    ),
  );
  const mayPoint = ({ base }: { readonly base: number }): boolean =>
    pointing.has(base) || growing.has(base) || changed.has(base);
  const pages = [...view.smallPages, ...(isLast ? [] : longArrays(view))].filter(mayPoint);
  for (const page of pages) {
    referrers.forgetPage();
    scanLive(view, scanner, page, free.length, (hit) => {
      const target = targets[(hit.number ?? 0) - free.length];
      if (target !== undefined) referrers.add(target, hit, page);
    });
    await pause();
  }
  return referrers.found;
}
