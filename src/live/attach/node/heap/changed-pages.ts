import { pageBytes } from '../layout/node-layout.ts';
import { readAllocationAreas } from './allocation-areas.ts';
import type { HeapPage } from './heap-page.ts';
import type { HeapView } from './heap-view.ts';

/** So many are scanned as fast as it takes to tell which of them changed. */
const fewPages = 512;
/** Of a larger heap, a scan of more is as good as one of all. */
const mostShare = 0.25;

/**
 * The pages of a view on which objects may have come to lie since an earlier one: those of the young
 * generation, new ones, those that say something else of themselves (each says how much of it is
 * allocated), and those on which objects are made now; of a small heap all.
 */
export function changedPages(before: readonly HeapPage[], view: HeapView): readonly HeapPage[] {
  if (view.smallPages.length <= fewPages) return view.smallPages;
  const earlier = new Map(before.map((page) => [page.base, page.record]));
  const growing = new Set(
    view.heaps.flatMap((heap) =>
      readAllocationAreas(view.memory, heap, view.layout).map(({ top }) => top - (top % pageBytes)),
    ),
  );
  return view.smallPages.filter(
    ({ base, isYoung, record }) =>
      isYoung || growing.has(base) || earlier.get(base)?.equals(record) !== true,
  );
}

/** Whether so many pages changed that all of them had better be scanned anew. */
export function areTooMany(changed: readonly HeapPage[], { smallPages }: HeapView): boolean {
  const old = changed.filter(({ isYoung }) => !isYoung).length;
  return smallPages.length > fewPages && old > mostShare * smallPages.length;
}
