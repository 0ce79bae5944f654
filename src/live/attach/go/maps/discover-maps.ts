import type { MemoryRange, ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import {
  headerBytes,
  type SlotVisitor,
  type Survival,
  visitHeaderSlots,
} from '../heap/header-slots.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import type { HeapObject, SpanTable } from '../heap/span-table.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoMap, Judgement } from './go-map.ts';
import type { InnerTypes } from './inner-types.ts';
import { type MapFamily, type MapHeader, pointersIn } from './map-family.ts';
import { PrefetchedMemory } from './prefetched-memory.ts';
import { tableRecordBytes } from './swiss-tables.ts';

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
}

const mostLooks = 4;
/** Tables that are looked up although no span of the scan holds them: a struct's pointer may lead anywhere. */
const mostLateLookups = 2000;

/** A header that was looked at and refused: until it changes nothing else comes of it. */
interface Refusal {
  readonly header: Buffer;
  readonly kind: 'none' | 'unproven';
}

/** Refused headers by their address. */
export type RefusedHeaders = Map<number, Refusal>;

/**
 * Every map on the heap. `known` are those of an earlier look: what has not changed is not proved
 * again; `refused` is kept from scan to scan by the caller.
 */
export function discoverMaps(
  tools: DiscoveryTools,
  spans: SpanTable,
  known: ReadonlyMap<number, GoMap>,
  refused: RefusedHeaders,
): Discovery {
  const { memory, family, layout } = tools;
  const candidates: Candidate[] = [];
  const emptyHeaders: number[] = [];
  const unproven: number[] = [];
  const stillRefused: [number, Refusal][] = [];
  const visit: SlotVisitor = (address, bytes, offset, survival) => {
    const header = family.parse(bytes, offset, address);
    if (header === null) return;
    const refusal = refused.get(address);
    if (refusal?.header.compare(bytes, offset, offset + headerBytes) === 0) {
      stillRefused.push([address, refusal]);
      return;
    }
    const copy = Buffer.from(bytes.subarray(offset, offset + headerBytes));
    candidates.push({ header, bytes: copy, survival });
  };
  visitHeaderSlots(memory, tools.heap, spans, layout, family.kind, visit);
  const placed = withTables(tools, spans, candidates, known);
  const prefetched = prefetch(tools, spans, placed);
  const maps: GoMap[] = [];
  refused.clear();
  for (const [address, refusal] of stillRefused) refused.set(address, refusal);
  for (const candidate of placed) {
    const { address } = candidate.header;
    const found = settle(tools, spans, prefetched, candidate, known.get(address) ?? null);
    if (found === 'empty') emptyHeaders.push(address);
    else if (found === 'unproven' || found === 'none') {
      refused.set(address, { header: candidate.bytes, kind: found });
    } else maps.push(found);
  }
  for (const [address, { kind }] of refused) if (kind === 'unproven') unproven.push(address);
  return { maps, emptyHeaders, unproven };
}

/**
 * Candidates whose table is an object of the heap, or not there yet. A table may have been allocated
 * since the spans were read: known maps are looked up first, then others, as far as it goes.
 */
function withTables(
  { heap }: DiscoveryTools,
  spans: SpanTable,
  candidates: readonly Candidate[],
  known: ReadonlyMap<number, GoMap>,
): readonly Candidate[] {
  const late: Candidate[] = [];
  const placed = candidates.filter((candidate) => {
    const { tableAddress } = candidate.header;
    if (tableAddress === 0 || spans.objectWithData(tableAddress) !== null) return true;
    late.push(candidate);
    return false;
  });
  const isKnown = ({ header }: Candidate): boolean => known.has(header.address);
  const inOrder = [...late.filter(isKnown), ...late.filter((candidate) => !isKnown(candidate))];
  const found = inOrder
    .slice(0, mostLateLookups)
    .filter(({ header }) => findNow(heap, spans, header.tableAddress) !== null);
  return [...placed, ...found];
}

/** Looks again, at once, where what belongs together disagrees: the program writes meanwhile. */
function settle(
  tools: DiscoveryTools,
  spans: SpanTable,
  prefetched: PrefetchedMemory,
  candidate: Candidate,
  before: GoMap | null,
): GoMap | 'empty' | 'unproven' | 'none' {
  const { memory, heap, family, layout, types } = tools;
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
      const { survival } = candidate;
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
    if (judgement.kind === 'none' && before !== null && trustsSpans) {
      trustsSpans = false;
      continue;
    }
    if (judgement.kind !== 'unsure') return judgement.kind;
    const again = memory.read(header.address, headerBytes);
    const parsed = again === null ? null : family.parse(again, 0, header.address);
    if (again === null || parsed === null) return 'none';
    // Nobody wrote meanwhile, so another look would see the same; tables were read a moment before.
    if (again.equals(bytes) && (look > 0 || header.needs.length === 0)) return 'unproven';
    header = parsed;
    bytes = again;
  }
  return 'unproven';
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

/** Directories and overflow records of all candidates, then the tables that the directories name. */
function prefetch(
  { memory, family }: DiscoveryTools,
  spans: SpanTable,
  candidates: readonly Candidate[],
): PrefetchedMemory {
  const prefetched = new PrefetchedMemory(memory);
  const needs = candidates.flatMap(({ header }) => header.needs);
  prefetched.fetch(needs.filter(({ address }) => spans.objectWithData(address) !== null));
  if (family.kind === 'classic') return prefetched;
  const tables = new Map<number, MemoryRange>();
  for (const { address, bytes } of needs) {
    for (const table of pointersIn(prefetched.read(address, bytes) ?? Buffer.alloc(0))) {
      if (spans.objectWithData(table)?.bytes === tableRecordBytes) {
        tables.set(table, { address: table, bytes: tableRecordBytes });
      }
    }
  }
  prefetched.fetch([...tables.values()]);
  return prefetched;
}
