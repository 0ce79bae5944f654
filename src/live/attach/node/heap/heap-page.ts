import type { MemoryRegion } from '../../proc/memory-regions.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import { type NodeLayout, type PageLayout, pageBytes, pageFlags } from '../layout/node-layout.ts';

/** A page of V8's heap: 256 KiB of small objects, or one large object. */
export interface HeapPage {
  readonly base: number;
  /** Where its objects begin and end. */
  readonly start: number;
  readonly end: number;
  /** Address of the heap, one for each isolate; 0 for pages that isolates share. */
  readonly heap: number;
  /** As V8 names it, as in `old_space`; empty where no space owns it. */
  readonly space: string;
  /** Holds one large object, at its start. */
  readonly isLarge: boolean;
  readonly isWritable: boolean;
  /** The half of the young generation that holds no live objects. */
  readonly isVacated: boolean;
  readonly isYoung: boolean;
  readonly flags: number;
  /** Bytes of its address space. */
  readonly bytes: number;
  /** What it says of itself, where that stands, and who owns it. */
  readonly record: Buffer;
  readonly recordAt: number;
  readonly owner: number;
}

/** Most bytes of a page before its first object. */
export const longestHead: number = 2 ** 14;

/** Words of a record that are read: more than any version has before the owner. */
export const recordBytes: number = 288;

/** Regions in which pages can lie: memory of no file. */
export function mayHoldPages(region: MemoryRegion): boolean {
  return region.isReadable && !region.isExecutable && region.inode === 0 && region.path === '';
}

/**
 * All pages of the heaps of a process, by address.
 *
 * @param before pages of a moment ago: those that say the same of themselves are the same objects
 */
export function readHeapPages(
  memory: ProcessMemory,
  regions: readonly MemoryRegion[],
  layout: Pick<NodeLayout, 'page' | 'spaceNames'>,
  before: readonly HeapPage[] = [],
): readonly HeapPage[] {
  const pages: HeapPage[] = [];
  const spaces = new Map<number, string>();
  const known = new Map(before.map((page) => [page.base, page]));
  const start = Buffer.alloc(firstBytes);
  const record = Buffer.alloc(recordBytes);
  for (const region of regions.filter(mayHoldPages)) {
    let base = Math.ceil(region.start / pageBytes) * pageBytes;
    while (base + recordBytes <= region.end) {
      const earlier = known.get(base);
      const isSame =
        earlier !== undefined && isUnchanged(memory, earlier, start, record, layout.page);
      const page = isSame ? earlier : newPageAt(memory, base, start, region, layout, spaces);
      if (page !== null) pages.push(page);
      base += Math.max(1, Math.ceil((page?.bytes ?? 0) / pageBytes)) * pageBytes;
    }
  }
  return linkedPages(pages, layout.page);
}

/** Some pages of a moment ago as they are now, by address; `all` are those that there were then. */
export function readPagesAgain(
  memory: ProcessMemory,
  some: readonly HeapPage[],
  all: readonly HeapPage[],
  layout: Pick<NodeLayout, 'page' | 'spaceNames'>,
): readonly HeapPage[] {
  const spaces = new Map<number, string>();
  const start = Buffer.alloc(firstBytes);
  const record = Buffer.alloc(recordBytes);
  const pages = some.flatMap((page) =>
    isUnchanged(memory, page, start, record, layout.page)
      ? [page]
      : (newPageAt(memory, page.base, start, page, layout, spaces) ?? []),
  );
  return linkedPages(pages, layout.page, all);
}

/**
 * Pages without those that their space gave up: they are still there, with all that died on them, until V8 finds the
 * time to free them, but no longer in the list that the pages of a space form. Where none of a space is
 * linked, it has one page.
 *
 * @param all pages among which these are
 */
export function linkedPages<Page extends Pick<HeapPage, 'heap' | 'owner' | 'record'>>(
  pages: readonly Page[],
  { next }: Pick<PageLayout, 'next'>,
  all: readonly Pick<HeapPage, 'owner' | 'record'>[] = pages,
): readonly Page[] {
  const isLinked = ({ record }: Pick<HeapPage, 'record'>): boolean =>
    readWord(record, next) !== 0 || readWord(record, next + 8) !== 0;
  const listed = new Set(all.filter(isLinked).map(({ owner }) => owner));
  return pages.filter((page) => page.heap === 0 || isLinked(page) || !listed.has(page.owner));
}

/** Whether a page says of itself what it said before. */
function isUnchanged(
  memory: ProcessMemory,
  page: HeapPage,
  start: Buffer,
  record: Buffer,
  { isInline, flags }: PageLayout,
): boolean {
  if (!isInline) {
    const isThere = memory.readInto(page.base, start) && readWord(start, 8) === page.recordAt;
    if (!isThere || readWord(start, flags) !== page.flags) return false;
  }
  return memory.readInto(page.recordAt, record) && record.equals(page.record);
}

function newPageAt(
  memory: ProcessMemory,
  base: number,
  start: Buffer,
  region: Pick<MemoryRegion, 'isWritable'>,
  layout: Pick<NodeLayout, 'page' | 'spaceNames'>,
  spaces: Map<number, string>,
): HeapPage | null {
  const mayBegin = memory.readInto(base, start) && mayBeginPage(base, start, layout.page);
  return mayBegin ? pageAt(memory, base, start, region, layout, spaces) : null;
}

/**
 * Bytes that are read where a page may begin. It may be other memory, which holds what the program
 * likes, so no more is read before these look like those of a page.
 */
const firstBytes = 16;

function mayBeginPage(base: number, start: Buffer, { isInline, flags }: PageLayout): boolean {
  const [first, second] = [readWord(start, 0), readWord(start, 8)];
  if (readWord(start, flags) >= 2 ** 32) return false;
  if (!isInline) return second !== 0 && second % 8 === 0;
  // Its own address, or its size before its flags.
  return flags === 0 ? second === base : first !== 0 && first % 4096 === 0;
}

function pageAt(
  memory: ProcessMemory,
  base: number,
  start: Buffer,
  region: Pick<MemoryRegion, 'isWritable'>,
  { page: layout, spaceNames }: Pick<NodeLayout, 'page' | 'spaceNames'>,
  spaces: Map<number, string>,
): HeapPage | null {
  const record = recordOf(memory, base, start, layout);
  if (record === null) return null;
  const at = readWord(record, layout.areaStart);
  const end = readWord(record, layout.areaEnd);
  // Pages that isolates share say less, and so begin earlier.
  const isShared = !region.isWritable;
  const bytes = isShared ? end - base : readWord(record, layout.size);
  const isStart = isShared
    ? at > base && at < base + longestHead
    : at === base + layout.firstObject;
  if (!isStart || end <= at || end > base + bytes) return null;
  const heap = isShared ? 0 : readWord(record, layout.heap);
  const flags = readWord(start, layout.flags);
  const owner = readWord(record, layout.owner);
  const space = isShared ? null : spaceOf(memory, owner, heap, spaceNames, spaces);
  // Without an owner it was given up.
  if (!isShared && space === null) return null;
  const isLarge = space?.includes('large_object') ?? false;
  return {
    base,
    start: at,
    end,
    heap,
    space: space ?? '',
    isLarge,
    isWritable: region.isWritable,
    isVacated: !isLarge && (flags & pageFlags.from) !== 0,
    isYoung: (flags & (pageFlags.from | pageFlags.to)) !== 0,
    flags,
    bytes,
    record,
    recordAt: layout.isInline ? base : readWord(start, 8),
    owner,
  };
}

/** What a page says of itself, given its first bytes. */
export function recordOf(
  memory: ProcessMemory,
  base: number,
  start: Buffer,
  { isInline }: Pick<PageLayout, 'isInline'>,
): Buffer | null {
  if (isInline) return memory.read(base, recordBytes);
  const address = readWord(start, 8);
  // Records lie in ordinary memory, which objects of the heap never point to.
  if (address === 0 || address % 8 !== 0) return null;
  return memory.read(address, recordBytes);
}

/** A space knows its heap and its own number. */
const spaceHeap = 8;
const spaceNumber = 16;

function spaceOf(
  memory: ProcessMemory,
  owner: number,
  heap: number,
  names: readonly string[],
  known: Map<number, string>,
): string | null {
  const name = known.get(owner);
  if (name !== undefined) return name;
  const found = readSpace(memory, owner, heap, names);
  if (found !== null) known.set(owner, found);
  return found;
}

/** The name of the space at an address, or `null` where there is none of that heap. */
export function readSpace(
  memory: ProcessMemory,
  owner: number,
  heap: number,
  names: readonly string[],
): string | null {
  if (owner === 0 || owner % 8 !== 0) return null;
  const space = memory.read(owner, spaceNumber + 4);
  if (space === null || readWord(space, spaceHeap) !== heap) return null;
  return names[space.readInt32LE(spaceNumber)] ?? null;
}
