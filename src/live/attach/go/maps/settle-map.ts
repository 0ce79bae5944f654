import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import type { Goroutines } from '../heap/goroutine-stacks.ts';
import type { Survival } from '../heap/header-slots.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { SpanTable } from '../heap/span-table.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoMap, Judgement } from './go-map.ts';
import type { InnerTypes } from './inner-types.ts';
import type { MapContext } from './map-context.ts';
import type { MapFamily, MapHeader } from './map-family.ts';

/** Where and how to look. */
export interface DiscoveryTools {
  readonly memory: ProcessMemory;
  readonly heap: GoHeap;
  readonly goroutines: Goroutines;
  readonly layout: GoLayout;
  readonly types: InnerTypes;
  readonly family: MapFamily;
}

/** A header that could be that of a map. */
export interface HeaderCandidate {
  readonly header: MapHeader;
  readonly bytes: Buffer;
  /** `null` on a stack. */
  readonly survival: Survival | null;
  /** What an earlier look saw at the address. */
  readonly before: GoMap | null;
}

const mostLooks = 4;

/** What a look reads and asks; the same for all headers of a scan. */
export type LookWays = Omit<MapContext, 'known'>;

/**
 * The ways of a first look: what was read before, and the spans as they were then.
 *
 * @param readsTypes false where `readTypes` follows
 */
export function firstLookWays(
  tools: DiscoveryTools,
  spans: SpanTable,
  memory: MapContext['memory'],
  readsTypes: boolean = true,
): LookWays {
  const now = waysNow(tools, spans, true);
  return { ...now, memory, find: (at) => spans.objectWithData(at), readsTypes };
}

/**
 * The ways of a later look, which reads the memory of that moment.
 *
 * @param trustsSpans false where a span may have been given back and taken again for other sizes
 */
function waysNow(tools: DiscoveryTools, spans: SpanTable, trustsSpans: boolean): LookWays {
  const { memory, heap, layout, types } = tools;
  return {
    memory,
    find: (address) =>
      (trustsSpans ? spans.objectWithData(address) : null) ?? findNow(heap, spans, address),
    findNow: (address) => findNow(heap, spans, address),
    maskOf: (object) => pointerMask(memory, layout, heap.arenas, spans, object),
    types,
    layout,
    readsTypes: true,
  };
}

/**
 * Judges a header by its tables. Where what belongs together disagrees, since the program writes
 * meanwhile, it looks again at once.
 *
 * @param first of `firstLookWays`
 */
export function settleMap(
  tools: DiscoveryTools,
  spans: SpanTable,
  first: LookWays,
  candidate: HeaderCandidate,
): GoMap | 'empty' | 'unproven' | 'none' {
  const { memory, family } = tools;
  const { before } = candidate;
  let { header, bytes } = candidate;
  let ways = first;
  let trustsSpans = true;
  for (let look = 0; look < mostLooks; look++) {
    const judgement = judge(ways, header, before);
    if (judgement.kind === 'map') return mapOf(judgement, header, bytes, candidate.survival);
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
    } else if (hasStayed && (look > 0 || header.need === null)) {
      // Nobody wrote meanwhile, so another look would see the same; tables were read a moment before.
      return 'unproven';
    }
    header = parsed;
    bytes = again;
    ways = waysNow(tools, spans, trustsSpans);
  }
  // One that is written to all the time: what was seen last still stands.
  return before === null ? 'unproven' : { ...before, survival: candidate.survival };
}

/** Field by field: a scan does this for each header, and spreading takes several times as long. */
function judge(
  { memory, find, findNow: findThen, maskOf, types, layout, readsTypes: reads }: LookWays,
  header: MapHeader,
  before: GoMap | null,
): Judgement {
  const known = before !== null && isSameTable(before, header) ? before.verdict : null;
  const readsTypes = reads || before !== null;
  const now = { memory, find, findNow: findThen, maskOf, types, layout, readsTypes, known };
  return header.judge(now);
}

function mapOf(
  { look: { figures, isEstimate, parts }, verdict }: Extract<Judgement, { kind: 'map' }>,
  { address, seed, tableAddress }: MapHeader,
  header: Buffer,
  survival: Survival | null,
): GoMap {
  return {
    figures,
    isEstimate,
    parts,
    address,
    seed,
    tableAddress,
    goroutine: null,
    survival,
    verdict,
    header,
  };
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
