import { type MemoryRange, readWord } from '../../proc/process-memory.ts';
import { visitHeaderSlots } from '../heap/header-slots.ts';
import type { SpanTable } from '../heap/span-table.ts';
import type { GoMap } from './go-map.ts';
import { PrefetchedMemory } from './prefetched-memory.ts';
import {
  type DiscoveryTools,
  findNow,
  firstLookWays,
  type HeaderCandidate,
  settleMap,
} from './settle-map.ts';
import { hasSameTables, tableRecordBytes } from './swiss-tables.ts';

/** What a scan of the heap found. */
export interface Discovery {
  readonly maps: readonly GoMap[];
  /** Headers without entries or table: each may be a map that holds nothing, or any struct of zeros. */
  readonly emptyHeaders: readonly number[];
  /**
   * Headers that did not agree with their tables in several looks, or that have too little to show:
   * maps, or structs that look like them.
   */
  readonly unproven: readonly number[];
  /**
   * Headers that this scan was the first to refuse. A map that grew between the reading of its header
   * and of its tables is one of them: `lookAtDoubts` tells.
   */
  readonly doubts: readonly HeaderCandidate[];
}

/** Tables that are looked up although no span of the scan holds them: a struct's pointer may lead anywhere. */
const mostLateLookups = 2000;
/**
 * Records of tables are read in one piece where they are this close: both ends are in pages of objects of
 * their size, which is too small for the slots of any table.
 */
const mostRecordGapBytes = 512;

/** A header that was looked at and refused: until it changes nothing else comes of it. */
interface Refusal {
  readonly header: Buffer;
  readonly kind: 'none' | 'unproven';
}

/** Refused headers by their address. */
export type RefusedHeaders = Map<number, Refusal>;

/**
 * Every map on the heap, in order of address. `known` are those of an earlier look, in the same order:
 * what has not changed is not proved again. `refused` is kept from scan to scan by the caller.
 */
export function discoverMaps(
  tools: DiscoveryTools,
  spans: SpanTable,
  known: readonly GoMap[],
  refused: RefusedHeaders,
): Discovery {
  const { candidates, unplaced } = findCandidates(tools, spans, known, refused);
  const prefetched = prefetch(tools, spans, candidates);
  const ways = firstLookWays(tools, spans, prefetched, false);
  const maps: GoMap[] = [];
  const emptyHeaders: number[] = [];
  const doubts = [...unplaced];
  for (const each of candidates) {
    if (!isCandidate(each) && hasSameTables(prefetched, tools.layout, each.parts)) {
      maps.push(each);
      continue;
    }
    const candidate = isCandidate(each) ? each : candidateAgain(tools, each);
    if (candidate === null) continue;
    const { address } = candidate.header;
    const found = settleMap(tools, spans, ways, candidate);
    if (found === 'empty') emptyHeaders.push(address);
    else if (found === 'unproven' || found === 'none') {
      refused.set(address, { header: candidate.bytes, kind: found });
      doubts.push(candidate);
    } else maps.push(found);
  }
  prefetched.wipe();
  return { maps, emptyHeaders, unproven: unprovenOf(refused), doubts };
}

/** Addresses of the headers that may or may not be those of maps. */
export function unprovenOf(refused: RefusedHeaders): readonly number[] {
  const unproven: number[] = [];
  for (const [address, { kind }] of refused) if (kind === 'unproven') unproven.push(address);
  return unproven;
}

/**
 * Headers that could be those of maps, and were not refused before. Each table must be an object of the
 * heap. It may have been allocated since the spans were read: those of known maps are looked up, and
 * of others, as far as it goes.
 */
function findCandidates(
  { memory, heap, layout, family }: DiscoveryTools,
  spans: SpanTable,
  known: readonly GoMap[],
  refused: RefusedHeaders,
): {
  readonly candidates: readonly (HeaderCandidate | GoMap)[];
  readonly unplaced: readonly HeaderCandidate[];
} {
  const headerBytes = family.shape.bytes;
  const candidates: (HeaderCandidate | GoMap)[] = [];
  const unplaced: HeaderCandidate[] = [];
  const stillRefused: [number, Refusal][] = [];
  let lookups = 0;
  let next = 0;
  const isPlaced = (table: number, before: GoMap | null): boolean => {
    if (table === 0 || spans.bytesOfObject(table) > 0) return true;
    // A known map whose table cannot be found has left it since: its header is read again.
    if (before !== null) return true;
    lookups += 1;
    return lookups <= mostLateLookups && findNow(heap, spans, table) !== null;
  };
  visitHeaderSlots(memory, heap, spans, layout, family.shape, (address, bytes, at, survival) => {
    while ((known[next]?.address ?? Number.POSITIVE_INFINITY) < address) next += 1;
    const there = known[next];
    const before = there?.address === address ? there : null;
    if (before?.header.compare(bytes, at, at + headerBytes) === 0) {
      candidates.push(before.survival === survival ? before : { ...before, survival });
      return;
    }
    const header = family.parse(bytes, at, address);
    if (header === null) return;
    const refusal = before === null && refused.size > 0 ? refused.get(address) : undefined;
    if (refusal?.header.compare(bytes, at, at + headerBytes) === 0) {
      stillRefused.push([address, refusal]);
      return;
    }
    const place = isPlaced(header.tableAddress, before);
    if (!place && lookups > mostLateLookups) return;
    const copy = Buffer.allocUnsafe(headerBytes);
    bytes.copy(copy, 0, at, at + headerBytes);
    (place ? candidates : unplaced).push({ header, bytes: copy, survival, before });
  });
  refused.clear();
  for (const [address, refusal] of stillRefused) refused.set(address, refusal);
  return { candidates, unplaced };
}

function isCandidate(each: HeaderCandidate | GoMap): each is HeaderCandidate {
  return 'before' in each;
}

/** A known map whose header stayed, to be judged anew. */
function candidateAgain({ family }: DiscoveryTools, before: GoMap): HeaderCandidate | null {
  const header = family.parse(before.header, 0, before.address);
  if (header === null) return null;
  return { header, bytes: before.header, survival: before.survival ?? 'new', before };
}

/**
 * Directories and overflow records of all candidates, then the tables that the directories name, and
 * those of maps that are known.
 */
function prefetch(
  { memory, family }: DiscoveryTools,
  spans: SpanTable,
  candidates: readonly (HeaderCandidate | GoMap)[],
): PrefetchedMemory {
  const prefetched = new PrefetchedMemory(memory);
  const directories: MemoryRange[] = [];
  for (const each of candidates) {
    if (isCandidate(each)) {
      const { need } = each.header;
      if (need === null || spans.bytesOfObject(need.address) === 0) continue;
      prefetched.want(need.address, need.bytes);
      directories.push(need);
    } else if (each.parts.family === 'swiss' && each.parts.group === null) {
      const { directory, depth } = each.parts;
      prefetched.want(directory.address, 8 * 2 ** depth);
      directories.push({ address: directory.address, bytes: 8 * 2 ** depth });
    }
  }
  prefetched.fetch(0);
  if (family.kind === 'classic') return prefetched;
  for (const { address, bytes } of directories) {
    const tables = prefetched.fetchedAt(address, bytes);
    if (tables === null) continue;
    for (let at = tables.at; at < tables.at + bytes; at += 8) {
      const table = readWord(tables.in, at);
      if (spans.bytesOfObject(table) === tableRecordBytes) prefetched.want(table, tableRecordBytes);
    }
  }
  for (const each of candidates) {
    if (isCandidate(each) || each.parts.family === 'classic' || each.parts.group !== null) continue;
    for (const { address } of each.parts.tables) prefetched.want(address, tableRecordBytes);
  }
  prefetched.fetch(mostRecordGapBytes);
  return prefetched;
}
