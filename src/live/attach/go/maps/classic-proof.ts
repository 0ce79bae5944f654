import { readWord } from '../../proc/process-memory.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { ClassicHeader } from './classic-header.ts';
import { lastExactLog2, sparesOf } from './classic-overflow.ts';
import type { TypeVerdict } from './inner-types.ts';
import type { MapContext } from './map-context.ts';

const slotsPerBucket = 8;
const leastBucketBytes = 8 * slotsPerBucket;

/**
 * The verdict on a map at rest whose type is in front of its buckets, where its other structures prove that it
 * is a map, so that the type can be read later; `null` where they do not.
 *
 * No other struct has all of them: a size class that an array of buckets of a known type fills exactly, a record of overflow
 * buckets, and one of two agreements. Either the record leads to spare buckets behind the buckets and to nothing else; or it
 * leads nowhere, at least as many overflow buckets are counted as there were spares, and the buckets that moved are all those of
 * the last growth.
 */
export function provenUnread(
  { memory, layout, types }: MapContext,
  header: ClassicHeader,
  object: HeapObject,
): TypeVerdict | null {
  const { extra, buckets, log2 } = header;
  const at = layout.classic?.mapextra;
  if (!object.hasHeader || extra === 0 || at === undefined) return null;
  const piece = memory.pieceAt(extra, at.structSize);
  if (piece === null) return null;
  const { in: record, at: from } = piece;
  if (readWord(record, from + at.overflow) !== 0 || readWord(record, from + at.oldoverflow) !== 0)
    return null;
  const next = readWord(record, from + at.nextOverflow);
  const verdict = types.unread([{ kind: 'classic', log2, bytes: object.bytes }]);
  if (next === 0) return verdict !== null && hasUsedSpares(header, verdict) ? verdict : null;
  const spare = next - buckets;
  return spare >= leastBucketBytes * 2 ** log2 && spare < object.bytes ? verdict : null;
}

/** Whether a header is one whose spare buckets are all in use, by the fewest that a type that fits would have. */
function hasUsedSpares(
  { log2, overflow, evacuated }: ClassicHeader,
  verdict: TypeVerdict,
): boolean {
  if (log2 > lastExactLog2) return false;
  const fewest = fewestSpares.get(verdict) ?? fewestOf(verdict, log2);
  fewestSpares.set(verdict, fewest);
  // None where it was made for so many; a growth to as many buckets moves all of them.
  const hasMoved = evacuated === 0 || evacuated === 2 ** log2 || evacuated === 2 ** (log2 - 1);
  return overflow >= fewest && hasMoved;
}

/** Verdicts are shared by all tables of one size. */
const fewestSpares = new WeakMap<TypeVerdict, number>();

function fewestOf({ candidates }: TypeVerdict, log2: number): number {
  const spares = candidates.map(({ inner }) => sparesOf(inner, true, log2));
  return Math.max(1, Math.min(...spares));
}
