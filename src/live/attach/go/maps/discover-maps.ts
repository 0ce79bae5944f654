import type { MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import { type Survival, visitHeaderSlots } from '../heap/header-slots.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import type { HeapObject, SpanTable } from '../heap/span-table.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoMap, Judgement } from './go-map.ts';
import type { InnerTypes } from './inner-types.ts';
import { type MapFamily, type MapHeader, pointersIn } from './map-family.ts';
import { PrefetchedMemory } from './prefetched-memory.ts';
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
}

/** Where and how to look. */
export interface DiscoveryTools {
  readonly memory: ProcessMemory;
  readonly heap: GoHeap;
  readonly layout: GoLayout;
  readonly types: InnerTypes;
  readonly family: MapFamily;
}

interface Candidate {
  readonly header: MapHeader;
  readonly bytes: Buffer;
  readonly survival: Survival;
  /** What an earlier look saw at the address. */
  readonly before: GoMap | null;
}

const mostLooks = 4;
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
  const candidates = findCandidates(tools, spans, known, refused);
  const prefetched = prefetch(tools, spans, candidates);
  const maps: GoMap[] = [];
  const emptyHeaders: number[] = [];
  const unproven: number[] = [];
  for (const each of candidates) {
    if (!isCandidate(each) && hasSameTables(prefetched, tools.layout, each.parts)) {
      maps.push(each);
      continue;
    }
    const candidate = isCandidate(each) ? each : candidateAgain(tools, each);
    if (candidate === null) continue;
    const { address } = candidate.header;
    const found = settle(tools, spans, prefetched, candidate);
    if (found === 'empty') emptyHeaders.push(address);
    else if (found === 'unproven' || found === 'none') {
      refused.set(address, { header: candidate.bytes, kind: found });
    } else maps.push(found);
  }
  for (const [address, { kind }] of refused) if (kind === 'unproven') unproven.push(address);
  return { maps, emptyHeaders, unproven };
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
): readonly (Candidate | GoMap)[] {
  const headerBytes = family.shape.bytes;
  const candidates: (Candidate | GoMap)[] = [];
  const stillRefused: [number, Refusal][] = [];
  let lookups = 0;
  let next = 0;
  const isPlaced = (table: number, before: GoMap | null): boolean => {
    if (table === 0 || spans.objectWithData(table) !== null) return true;
    if (before === null) lookups += 1;
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
    } else if (isPlaced(header.tableAddress, before)) {
      const copy = Buffer.from(bytes.subarray(at, at + headerBytes));
      candidates.push({ header, bytes: copy, survival, before });
    }
  });
  refused.clear();
  for (const [address, refusal] of stillRefused) refused.set(address, refusal);
  return candidates;
}

function isCandidate(each: Candidate | GoMap): each is Candidate {
  return 'before' in each;
}

/** A known map whose header stayed, to be judged anew. */
function candidateAgain({ family }: DiscoveryTools, before: GoMap): Candidate | null {
  const header = family.parse(before.header, 0, before.address);
  if (header === null) return null;
  return { header, bytes: before.header, survival: before.survival ?? 'new', before };
}

/** Looks again, at once, where what belongs together disagrees: the program writes meanwhile. */
function settle(
  tools: DiscoveryTools,
  spans: SpanTable,
  prefetched: PrefetchedMemory,
  candidate: Candidate,
): GoMap | 'empty' | 'unproven' | 'none' {
  const { memory, heap, family, layout, types } = tools;
  const { before, survival } = candidate;
  let { header, bytes } = candidate;
  // A span may have been given back and taken again for other sizes since the spans were read.
  let trustsSpans = true;
  for (let look = 0; look < mostLooks; look++) {
    const judgement: Judgement = header.judge({
      memory: look === 0 ? prefetched : memory,
      find: (address) => {
        const found = trustsSpans ? spans.objectWithData(address) : null;
        return found ?? (look === 0 ? null : findNow(heap, spans, address));
      },
      findNow: (address) => findNow(heap, spans, address),
      maskOf: (object) => pointerMask(memory, layout, heap.arenas, spans, object),
      types,
      layout,
      known: before !== null && isSameTable(before, header) ? before.verdict : null,
    });
    if (judgement.kind === 'map') {
      const { address, seed, tableAddress } = header;
      const { look: seen, verdict } = judgement;
      return {
        ...seen,
        address,
        seed,
        tableAddress,
        place: 'heap',
        survival,
        verdict,
        header: bytes,
      };
    }
    const isKnownOne = before !== null && judgement.kind === 'none';
    if (judgement.kind !== 'unsure' && !isKnownOne) return judgement.kind;
    const again = memory.read(header.address, family.shape.bytes);
    const parsed = again === null ? null : family.parse(again, 0, header.address);
    if (again === null || parsed === null) return 'none';
    const hasStayed = again.equals(bytes);
    if (isKnownOne) {
      // Its header is from before, and may name a table that it has left since.
      if (hasStayed && !trustsSpans) return 'none';
      trustsSpans = false;
    } else if (hasStayed && (look > 0 || header.needs.length === 0)) {
      // Nobody wrote meanwhile, so another look would see the same; tables were read a moment before.
      return 'unproven';
    }
    header = parsed;
    bytes = again;
  }
  // One that is written to all the time: what was seen last still stands.
  return before === null ? 'unproven' : { ...before, survival };
}

/** The object whose data begin at an address, by the runtime's own map of its spans. */
export function findNow(heap: GoHeap, spans: SpanTable, address: number): HeapObject | null {
  return heap.findSpan(spans, address) < 0 ? null : spans.objectWithData(address);
}

/**
 * Whether a header still has the table that it had: then its type is proved. A map that is emptied
 * takes another seed and keeps its table.
 */
export function isSameTable(before: GoMap, header: MapHeader): boolean {
  const isSame = before.tableAddress === header.tableAddress;
  return isSame && (before.seed === header.seed || header.entries === 0);
}

/**
 * Directories and overflow records of all candidates, then the tables that the directories name, and
 * those of maps that are known.
 */
function prefetch(
  { memory, family }: DiscoveryTools,
  spans: SpanTable,
  candidates: readonly (Candidate | GoMap)[],
): PrefetchedMemory {
  const prefetched = new PrefetchedMemory(memory);
  const needs: MemoryRange[] = [];
  const tables = new Set<number>();
  for (const each of candidates) {
    if (isCandidate(each)) {
      needs.push(...each.header.needs.filter(({ address }) => spans.objectWithData(address)));
    } else if (each.parts.family === 'swiss' && each.parts.group === null) {
      const { directory, depth } = each.parts;
      needs.push({ address: directory.address, bytes: 8 * 2 ** depth });
      for (const { address } of each.parts.tables) tables.add(address);
    }
  }
  prefetched.fetch(needs, 0);
  if (family.kind === 'classic') return prefetched;
  for (const { address, bytes } of needs) {
    for (const table of pointersIn(prefetched.held(address, bytes))) {
      if (!tables.has(table) && spans.objectWithData(table)?.bytes === tableRecordBytes) {
        tables.add(table);
      }
    }
  }
  const records = [...tables].map((address) => ({ address, bytes: tableRecordBytes }));
  prefetched.fetch(records, mostRecordGapBytes);
  return prefetched;
}
