import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { MemoryRegion } from '../../proc/memory-regions.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import { longestHead, mayHoldPages, readSpace, recordBytes, recordOf } from '../heap/heap-page.ts';
import { type PageLayout, pageBytes, pageFlags } from './node-layout.ts';

/** What stands at a multiple of the size of a page. */
interface Candidate {
  readonly base: number;
  readonly start: Buffer;
  readonly record: Buffer;
}

/** A Node.js has far more pages at its start; fewer are a coincidence. */
const fewestPages = 16;
const words = Array.from({ length: recordBytes / 8 }, (_, index) => index * 8);

/**
 * Finds out where pages say what they are, from a process that has a heap. Every figure has a
 * property that no other word of all pages together has.
 *
 * @throws SandboxError `invalid` where no layout fits
 */
export function learnPageLayout(
  memory: ProcessMemory,
  regions: readonly MemoryRegion[],
  spaceNames: readonly string[],
): PageLayout {
  const found = [true, false]
    .map((isInline) => bestAreaStart(candidatesIn(memory, regions, isInline), isInline))
    .toSorted((a, b) => b.pages.length - a.pages.length)[0];
  if (found === undefined || found.pages.length < fewestPages) throw unknownLayout('pages');
  const { isInline, areaStart, firstObject, pages } = found;
  const size = wordOf(pages, 'size', (page, offset) => {
    const bytes = readWord(page.record, offset);
    return bytes > firstObject && bytes < 2 ** 40 && bytes % 4096 === 0;
  });
  const areaEnd = wordOf(pages, 'end', (page, offset) => {
    const end = readWord(page.record, offset);
    return end > page.base + firstObject && end <= page.base + readWord(page.record, size);
  });
  const { heap, owner } = heapAndOwner(memory, pages, spaceNames);
  const flags = flagsOf(memory, pages, { heap, owner }, spaceNames);
  const next = nextOf(pages, isInline);
  return { isInline, flags, heap, areaStart, areaEnd, size, owner, next, firstObject };
}

function candidatesIn(
  memory: ProcessMemory,
  regions: readonly MemoryRegion[],
  isInline: boolean,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const region of regions.filter((each) => mayHoldPages(each) && each.isWritable)) {
    const first = Math.ceil(region.start / pageBytes) * pageBytes;
    for (let base = first; base + recordBytes <= region.end; base += pageBytes) {
      const start = memory.read(base, recordBytes);
      const record = start === null ? null : recordOf(memory, base, start, { isInline });
      if (start !== null && record !== null) candidates.push({ base, start, record });
    }
  }
  return candidates;
}

/** The word that lies the same few bytes behind the start of most pages. */
function bestAreaStart(
  candidates: readonly Candidate[],
  isInline: boolean,
): Pick<PageLayout, 'isInline' | 'areaStart' | 'firstObject'> & {
  readonly pages: readonly Candidate[];
} {
  let best = { isInline, areaStart: 0, firstObject: 0, pages: [] as readonly Candidate[] };
  for (const areaStart of words) {
    const byDistance = new Map<number, Candidate[]>();
    for (const candidate of candidates) {
      const distance = readWord(candidate.record, areaStart) - candidate.base;
      if (distance <= 0 || distance >= longestHead) continue;
      const same = byDistance.get(distance) ?? [];
      same.push(candidate);
      byDistance.set(distance, same);
    }
    for (const [firstObject, pages] of byDistance)
      if (pages.length > best.pages.length) best = { isInline, areaStart, firstObject, pages };
  }
  return best;
}

/** A page may be between two owners while it is read. */
const enough = 0.9;

function holdsForMost(pages: readonly Candidate[], holds: (page: Candidate) => boolean): boolean {
  return pages.filter(holds).length >= enough * pages.length;
}

/** The first word that has the property on every page. */
function wordOf(
  pages: readonly Candidate[],
  name: string,
  holds: (page: Candidate, offset: number) => boolean,
): number {
  const offset = words.find((each) => holdsForMost(pages, (page) => holds(page, each)));
  if (offset === undefined) throw unknownLayout(`${name} of a page`);
  return offset;
}

/** The owner is a space, which points to the heap that the page points to. */
function heapAndOwner(
  memory: ProcessMemory,
  pages: readonly Candidate[],
  spaceNames: readonly string[],
): Pick<PageLayout, 'heap' | 'owner'> {
  for (const heap of words)
    for (const owner of words) {
      if (heap === owner) continue;
      const isOwned = ({ record }: Candidate): boolean => {
        const address = readWord(record, heap);
        if (address === 0 || address % 8 !== 0) return false;
        return readSpace(memory, readWord(record, owner), address, spaceNames) !== null;
      };
      if (holdsForMost(pages, isOwned)) return { heap, owner };
    }
  throw unknownLayout('owner of a page');
}

/** Flags tell the young generation, of which every page lies in one of two halves. */
function flagsOf(
  memory: ProcessMemory,
  pages: readonly Candidate[],
  { heap, owner }: Pick<PageLayout, 'heap' | 'owner'>,
  spaceNames: readonly string[],
): number {
  const halves = pageFlags.from | pageFlags.to;
  const offset = words.slice(0, 3).find((each) =>
    holdsForMost(pages, ({ start, record }) => {
      const flags = readWord(start, each);
      const space = readSpace(memory, readWord(record, owner), readWord(record, heap), spaceNames);
      const half = flags & halves;
      if (flags >= 2 ** 32) return false;
      if (space === 'new_space') return half === pageFlags.from || half === pageFlags.to;
      return space === 'new_large_object_space' || half === 0;
    }),
  );
  if (offset === undefined) throw unknownLayout('flags of a page');
  return offset;
}

/** Pages form lists: the next one's word behind the same place leads back. */
function nextOf(pages: readonly Candidate[], isInline: boolean): number {
  const addressOf = ({ base, start }: Candidate): number => (isInline ? base : readWord(start, 8));
  const byAddress = new Map(pages.map((page) => [addressOf(page), page]));
  const linked = words.slice(0, -1).map((offset) => ({
    offset,
    links: pages.filter((page) => {
      const next = byAddress.get(readWord(page.record, offset));
      return next !== undefined && readWord(next.record, offset + 8) === addressOf(page);
    }).length,
  }));
  const best = linked.toSorted((a, b) => b.links - a.links)[0];
  // Each list, one for a space, has a last page.
  if (best === undefined || best.links < pages.length / 2) throw unknownLayout('list of pages');
  return best.offset;
}

function unknownLayout(what: string): SandboxError {
  return new SandboxError(
    'invalid',
    `expected a heap as V8 11 to 14 lay it out: found no ${what} in a child of the same executable`,
  );
}
