import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { NodeLayout } from '../layout/node-layout.ts';
import type { HeapPage } from './heap-page.ts';

/** Memory in which an isolate makes its next objects: what lies from `top` on is not one yet. */
export interface AllocationArea {
  readonly start: number;
  readonly top: number;
  readonly limit: number;
}

const areaBytes = 24;

/** The areas of an isolate in the young and in the old generation; without one, all is 0. */
export function readAllocationAreas(
  memory: ProcessMemory,
  heap: number,
  { areasBeforeHeap }: Pick<NodeLayout, 'areasBeforeHeap'>,
): readonly [young: AllocationArea, old: AllocationArea] {
  const bytes = memory.read(heap - areasBeforeHeap, 2 * areaBytes);
  return [areaAt(bytes, 0), areaAt(bytes, areaBytes)];
}

function areaAt(bytes: Buffer | null, offset: number): AllocationArea {
  if (bytes === null) return { start: 0, top: 0, limit: 0 };
  const area = {
    start: readWord(bytes, offset),
    top: readWord(bytes, offset + 8),
    limit: readWord(bytes, offset + 16),
  };
  return area.start <= area.top && area.top <= area.limit ? area : { start: 0, top: 0, limit: 0 };
}

/** Stretches of a page that hold no objects although nothing in them says so. */
export function unusedStretches(
  page: HeapPage,
  [young, old]: readonly [AllocationArea, AllocationArea],
): readonly { readonly from: number; readonly to: number }[] {
  const holds = ({ top, limit }: AllocationArea): boolean =>
    limit > page.start && limit <= page.end && top >= page.start;
  return [
    // A young page is filled from its start to its end.
    ...(page.isYoung && !page.isLarge && holds(young) ? [{ from: young.top, to: page.end }] : []),
    ...(holds(old) ? [{ from: old.top, to: old.limit }] : []),
  ];
}

/** The young pages that are in use: the current one and those before it in the list of its space. */
export function youngPagesInUse(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  { page: layout, currentPageInSpace }: Pick<NodeLayout, 'page' | 'currentPageInSpace'>,
): ReadonlySet<HeapPage> {
  const byRecord = new Map(pages.map((page) => [page.recordAt, page]));
  const inUse = new Set<HeapPage>();
  const spaces = pages.filter(
    ({ isYoung, isLarge, isVacated }) => isYoung && !isLarge && !isVacated,
  );
  for (const owner of new Set(spaces.map((page) => page.owner))) {
    let page = byRecord.get(memory.readWord(owner + currentPageInSpace) ?? 0);
    // It lies beyond what was read: better one too many than one too few.
    if (page === undefined) for (const each of spaces) if (each.owner === owner) inUse.add(each);
    while (page !== undefined && !inUse.has(page)) {
      inUse.add(page);
      page = byRecord.get(readWord(page.record, layout.next + 8));
    }
  }
  return inUse;
}
