import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { GoHeap } from '../heap/go-heap.ts';
import type { Survival } from '../heap/header-slots.ts';
import { pointerMask } from '../heap/pointer-masks.ts';
import type { HeapObject, SpanTable } from '../heap/span-table.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { GoMap, Judgement } from './go-map.ts';
import type { InnerTypes } from './inner-types.ts';
import type { MapContext } from './map-context.ts';
import type { MapFamily, MapHeader } from './map-family.ts';

/** Where and how to look. */
export interface DiscoveryTools {
  readonly memory: ProcessMemory;
  readonly heap: GoHeap;
  readonly layout: GoLayout;
  readonly types: InnerTypes;
  readonly family: MapFamily;
}

/** A header that could be that of a map. */
export interface HeaderCandidate {
  readonly header: MapHeader;
  readonly bytes: Buffer;
  readonly survival: Survival;
  /** What an earlier look saw at the address. */
  readonly before: GoMap | null;
}

const mostLooks = 4;

/**
 * Judges a header by its tables. Where what belongs together disagrees, since the program writes
 * meanwhile, it looks again at once.
 *
 * @param first what is read in the first look; later ones read the memory of that moment
 */
export function settleMap(
  tools: DiscoveryTools,
  spans: SpanTable,
  first: MapContext['memory'],
  candidate: HeaderCandidate,
): GoMap | 'empty' | 'unproven' | 'none' {
  const { memory, heap, family, layout, types } = tools;
  const { before, survival } = candidate;
  let { header, bytes } = candidate;
  // A span may have been given back and taken again for other sizes since the spans were read.
  let trustsSpans = true;
  for (let look = 0; look < mostLooks; look++) {
    const judgement: Judgement = header.judge({
      memory: look === 0 ? first : memory,
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
