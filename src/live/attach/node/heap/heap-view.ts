import { readRegions } from '../../proc/memory-regions.ts';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { NodeLayout } from '../layout/node-layout.ts';
import { readAllocationAreas, unusedStretches, youngPagesInUse } from './allocation-areas.ts';
import { type HeapPage, readHeapPages, readPagesAgain } from './heap-page.ts';
import type { HeapScanner, ScanHit } from './heap-scanner.ts';
import { HiddenClasses } from './hidden-classes.ts';
import { readSharedClasses } from './shared-classes.ts';

/** The heaps of a process at one moment: which pages there are, and what on them holds objects. */
export interface HeapView {
  readonly memory: ProcessMemory;
  readonly layout: NodeLayout;
  readonly classes: HiddenClasses;
  readonly pages: readonly HeapPage[];
  /** Pages of small objects that may hold live ones. */
  readonly smallPages: readonly HeapPage[];
  readonly largePages: readonly HeapPage[];
  /** Addresses of the heaps, one for each isolate; that of the main thread is not marked. */
  readonly heaps: readonly number[];
  /** Pointers to the classes that V8's own tables have, and to those that mark free space. */
  readonly tableClasses: TableClasses;
}

export interface TableClasses {
  readonly free: readonly number[];
  readonly map: readonly number[];
  readonly set: readonly number[];
  readonly weak: readonly number[];
  readonly dictionary: readonly number[];
  readonly numbers: readonly number[];
}

/**
 * Reads which pages a process has.
 *
 * @param before a view of a moment ago, of whose pages less is read
 */
export function viewHeap(
  memory: ProcessMemory,
  pid: number,
  layout: NodeLayout,
  before: HeapView | null = null,
): HeapView {
  const classes = new HiddenClasses(memory, layout.constants);
  if (before !== null) return { ...viewAgain(before, pid), classes };
  const pages = readHeapPages(memory, readRegions(pid), layout);
  const shared = readSharedClasses(memory, pages, classes);
  const ofType = (type: number): readonly number[] =>
    shared.filter(({ instanceType }) => instanceType === type).map(({ pointer }) => pointer);
  return {
    memory,
    layout,
    classes,
    ...pagesOfView(memory, pages, layout),
    tableClasses: {
      free: ofType(layout.freeSpace.type),
      map: ofType(layout.tables.map),
      set: ofType(layout.tables.set),
      weak: ofType(layout.tables.weak),
      dictionary: ofType(layout.tables.dictionary),
      numbers: ofType(layout.tables.numbers),
    },
  };
}

/** The same heaps a moment later: pages come and go, what all isolates share stays. */
export function viewAgain(view: HeapView, pid: number): HeapView {
  const pages = readHeapPages(view.memory, readRegions(pid), view.layout, view.pages);
  return { ...view, ...pagesOfView(view.memory, pages, view.layout) };
}

/** As `viewAgain`, of the pages at some bases and of the young ones alone: the others are left out. */
export function viewPartAgain(view: HeapView, bases: ReadonlySet<number>): HeapView {
  const { memory, layout } = view;
  const some = view.pages.filter(({ base, isYoung }) => isYoung || bases.has(base));
  return {
    ...view,
    ...pagesOfView(memory, readPagesAgain(memory, some, view.pages, layout), layout),
  };
}

function pagesOfView(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  layout: NodeLayout,
): Pick<HeapView, 'pages' | 'smallPages' | 'largePages' | 'heaps'> {
  const inUse = youngPagesInUse(memory, pages, layout);
  const owned = pages.filter(({ heap, isVacated }) => heap !== 0 && !isVacated);
  return {
    pages,
    smallPages: owned.filter((page) => !page.isLarge && (!page.isYoung || inUse.has(page))),
    largePages: owned.filter(({ isLarge }) => isLarge),
    heaps: [...new Set(owned.map(({ heap }) => heap))],
  };
}

/**
 * Visits the hits on a page that lie in objects, not in memory that is free. The scanner must look
 * for the classes of free space, too, by the numbers below `freeNumbers`.
 *
 * @returns whether all of the page could be read
 */
export function scanLive(
  { memory, layout }: Pick<HeapView, 'memory' | 'layout'>,
  scanner: HeapScanner,
  page: HeapPage,
  freeNumbers: number,
  visit: (hit: ScanHit) => void,
): boolean {
  const unusedNow = (): ReturnType<typeof unusedStretches> =>
    unusedStretches(page, readAllocationAreas(memory, page.heap, layout));
  let unused = unusedNow();
  let isFirst = true;
  let freeUntil = 0;
  const onHit = (hit: ScanHit): void => {
    // The page was read by now: what was allocated until then is in the buffer.
    if (isFirst && unused.length > 0) unused = unusedNow();
    isFirst = false;
    if (hit.address < freeUntil) return;
    if (unused.some(({ from, to }) => hit.address >= from && hit.address < to)) return;
    if (hit.number === null || hit.number >= freeNumbers) {
      visit(hit);
      return;
    }
    // A mark within a stretch that is free is a leftover: marks are taken from outside to inside.
    freeUntil = hit.address + hit.bytes.readUInt32LE(hit.offset + 12) * layout.freeSpace.unitBytes;
  };
  return scanner.scan(memory, page.start, page.end, onHit, page.base);
}
