import { readAllocationAreas } from '../heap/allocation-areas.ts';
import { pageBytes } from '../layout/node-layout.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import { type HeapView, scanLive } from '../heap/heap-view.ts';
import type { Pause } from '../heap/find-collections.ts';
import { type Referrer, ReferrerFinder } from './referrer.ts';

/** Of an object to which very many point, the first ones do. */
const mostReferrers = 12;

/**
 * Finds the objects that point to the given ones, in one pass over the pages that may hold such
 * pointers by what the search for collections noted. Tables of collections that have pages of their own
 * are left out: a pointer in them is a key or a value.
 *
 * @param targets pointers to objects
 * @param isLast leaves out long arrays, too
 */
export async function findReferrers(
  view: HeapView,
  scanner: HeapScanner,
  targets: readonly number[],
  isLast: boolean,
  pause: Pause,
): Promise<ReadonlyMap<number, readonly Referrer[]>> {
  const { free } = view.tableClasses;
  const found = new Map<number, Referrer[]>();
  const finder = new ReferrerFinder(view.classes, view.layout.constants);
  const bases = new Set(targets.map((pointer) => Math.floor(pointer / pageBytes) * pageBytes));
  const pointing = new Set(scanner.pagesPointingTo(bases));
  scanner.lookFor([...free, ...targets]);
  const scan = (page: HeapPage): void => {
    finder.forget();
    scanLive(view, scanner, page, free.length, (hit) => {
      const target = targets[(hit.number ?? 0) - free.length];
      if (target === undefined) return;
      const referrers = found.get(target) ?? [];
      if (referrers.length >= mostReferrers) return;
      const referrer = finder.holding(hit, page);
      if (referrer === null) return;
      referrers.push(referrer);
      found.set(target, referrers);
    });
  };
  const growing = new Set(
    view.heaps.flatMap((heap) =>
      readAllocationAreas(view.memory, heap, view.layout).map(({ top }) => top - (top % pageBytes)),
    ),
  );
  for (const page of view.smallPages) {
    if (!pointing.has(page.base) && !growing.has(page.base)) continue;
    scan(page);
    await pause();
  }
  if (isLast) return found;
  const { fixedArray, propertyArray, context } = view.layout.constants.types;
  for (const page of view.largePages) {
    const type = view.classes.of(page.start + 1)?.instanceType ?? -1;
    const isContext = type >= context[0] && type <= context[1];
    if (type === fixedArray || type === propertyArray || isContext) scan(page);
    await pause();
  }
  return found;
}
