import type { HeapObject } from '../heap/heap-object.ts';
import { overflowBytesBeyond } from './classic-overflow.ts';
import { boxBytesPerEntry } from './entry-boxes.ts';
import type { GoMap, GoMapParts } from './go-map.ts';
import { type InnerTypes, typeInFrontOf, type TypeVerdict } from './inner-types.ts';
import type { MemoryReader } from './map-context.ts';

/**
 * Types that a scan reads: each takes a call of its own, since between two of them lie keys and values. The
 * tables of more maps than that are mostly small ones, whose types follow with the next scans.
 */
export const mostTypesRead = 1000;

/** Maps with their types, and those that turned out to be none. */
export interface TypedMaps {
  readonly maps: readonly GoMap[];
  readonly refused: readonly GoMap[];
}

interface TypeTools {
  readonly memory: Omit<MemoryReader, 'pieceAt'>;
  readonly types: Pick<InnerTypes, 'byHeader'>;
}

/** Reads the types that were left unread, those of the largest maps first. */
export function readTypes(
  { memory, types }: TypeTools,
  maps: readonly GoMap[],
  most: number,
): TypedMaps {
  const unread = maps
    .filter(({ verdict }) => verdict.evidence === 'unread')
    .toSorted((a, b) => b.figures.bytes.held - a.figures.bytes.held);
  const typed = new Map<GoMap, GoMap | null>();
  for (const map of unread.slice(0, most)) {
    const address = typeInFrontOf(tableOf(map.parts), (at) => memory.readWord(at));
    const verdict = address === null ? null : types.byHeader(address);
    if (verdict !== null) typed.set(map, withVerdict(map, verdict));
    // It may have grown meanwhile; then the next scan finds its table.
    else if (memory.read(map.address, map.header.length)?.equals(map.header) === true)
      typed.set(map, null);
  }
  if (typed.size === 0) return { maps, refused: [] };
  const refused = unread.filter((map) => typed.get(map) === null);
  const found: GoMap[] = [];
  for (const map of maps) {
    const now = typed.get(map);
    if (now !== null) found.push(now ?? map);
  }
  return { maps: found, refused };
}

/** The table that is asked for the type: the largest one. */
function tableOf(parts: GoMapParts): HeapObject {
  if (parts.family === 'classic') return parts.buckets.object;
  if (parts.group !== null) return parts.group.object;
  const [first, ...others] = parts.tables;
  if (first === undefined) throw new Error('a directory has one table at least');
  return others.reduce((a, b) => (b.slots > a.slots ? b : a), first).groups.object;
}

/** What is known by the type alone: the bytes of keys and values that have objects of their own, and of overflow buckets. */
function withVerdict(map: GoMap, verdict: TypeVerdict): GoMap {
  const { figures } = map;
  const { bytes } = figures;
  const boxBytes = boxBytesPerEntry(verdict.candidates);
  const entries = boxBytes === null ? null : boxBytes * figures.entries;
  const correction = overflowCorrection(map, verdict);
  const held = bytes.held - (bytes.entries ?? 0) + (entries ?? 0) + correction;
  const current = bytes.current + correction;
  return {
    ...map,
    verdict,
    isEstimate: map.isEstimate && !isOutOfSpares(map),
    figures: { ...figures, bytes: { ...bytes, held, current, entries } },
  };
}

function isOutOfSpares({ parts }: GoMap): boolean {
  return parts.family === 'classic' && parts.isOutOfSpares;
}

/** Until the type was known, the first one that fits stood for the size of overflow buckets. */
function overflowCorrection({ parts, figures, verdict }: GoMap, now: TypeVerdict): number {
  const stoodIn = verdict.candidates[0]?.inner;
  const inner = now.candidates[0]?.inner;
  const buckets = figures.overflowBuckets ?? 0;
  if (parts.family !== 'classic' || !parts.isOutOfSpares) return 0;
  if (stoodIn === undefined || inner === undefined) return 0;
  const { log2 } = parts;
  return overflowBytesBeyond(inner, log2, buckets) - overflowBytesBeyond(stoodIn, log2, buckets);
}
