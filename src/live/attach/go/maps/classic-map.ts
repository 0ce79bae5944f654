import { chargedBytes } from '../../../../maps/model/size-class.ts';
import { classicCapacity } from '../../../../maps/model/size/classic-go-layout.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import { ClassicBuckets } from './classic-buckets.ts';
import { type ClassicHeader, isSameSizeGrowth, oldLog2Of } from './classic-header.ts';
import { overflowOf } from './classic-overflow.ts';
import { provenUnread } from './classic-proof.ts';
import { boxBytesPerEntry } from './entry-boxes.ts';
import { emptyMap, type Judgement, type MapLook, noMap, unprovenMap, unsureMap } from './go-map.ts';
import { typeInFrontOf, type TypeVerdict } from './inner-types.ts';
import type { MapContext } from './map-context.ts';

const slotsPerBucket = 8;
const firstSpareLog2 = 4;
/** Buckets whose tophash bytes are looked at in full; of more, a sample. */
const mostCheckedLog2 = 3;
const sampledBuckets = 4;

/** Judges a header by everything that belongs to it. */
export function judgeClassic(context: MapContext, header: ClassicHeader): Judgement {
  const { buckets, oldBuckets, entries } = header;
  if (buckets === 0) return isUnused(header) ? emptyMap : noMap;
  const object = context.find(buckets);
  const oldLog2 = oldLog2Of(header);
  const oldObject = oldBuckets === 0 ? null : context.find(oldBuckets);
  if (object === null || !isWellFormed(context, header, object, oldObject, oldLog2)) return noMap;
  const verdict = context.known ?? verdictOn(context, header, object, oldObject, oldLog2);
  if (verdict === null) return noMap;
  const { evidence, candidates } = verdict;
  const isTyped = evidence === 'type-header' || evidence === 'unread' || candidates.length === 0;
  if (context.known === null && !isTyped) {
    if (!verdict.isConfirmed && entries === 0) return emptyMap;
    if (!verdict.isConfirmed && entries === slotsPerBucket && header.log2 === 0) return unprovenMap;
    const sizes = [...new Set(verdict.candidates.map(({ inner }) => inner.sizeBytes))];
    if (!sizes.some((bytes) => agrees(context, header, bytes, oldLog2))) return unsureMap;
  }
  const look = lookAt(context, header, object, oldObject, oldLog2, verdict);
  return { kind: 'map', verdict, look };
}

/** As `make` leaves it before the first write. */
function isUnused({
  entries,
  oldBuckets,
  log2,
  evacuated,
  extra,
  overflow,
}: ClassicHeader): boolean {
  return [entries, oldBuckets, log2, evacuated, extra, overflow].every((field) => field === 0);
}

function isWellFormed(
  { find, layout }: MapContext,
  header: ClassicHeader,
  object: HeapObject,
  oldObject: HeapObject | null,
  oldLog2: number,
): boolean {
  const { entries, log2, oldBuckets, flags, evacuated, extra } = header;
  const isGrowing = oldBuckets !== 0;
  if (isGrowing && (oldObject === null || oldLog2 < 0 || evacuated > 2 ** oldLog2)) return false;
  if (!isGrowing && isSameSizeGrowth(flags)) return false;
  // While a map grows it takes inserts beyond its load, one per bucket at most.
  if (entries > classicCapacity(log2) + (log2 === 0 ? 0 : 2 ** log2)) return false;
  if (oldObject !== null && oldObject.hasPointers !== object.hasPointers) return false;
  if (extra === 0) return log2 < firstSpareLog2;
  return find(extra)?.bytes === (layout.classic?.mapextra.structSize ?? 0);
}

function verdictOn(
  context: MapContext,
  classicHeader: ClassicHeader,
  object: HeapObject,
  oldObject: HeapObject | null,
  oldLog2: number,
): TypeVerdict | null {
  const { memory, types, maskOf, readsTypes } = context;
  const { log2 } = classicHeader;
  const isAtRest = !readsTypes && oldObject === null;
  const later = isAtRest ? provenUnread(context, classicHeader, object) : null;
  if (later !== null) return later;
  const header = typeInFrontOf(object, (address) => memory.readWord(address));
  if (header !== null) return types.byHeader(header);
  const old = { kind: 'classic', log2: oldLog2, bytes: oldObject?.bytes ?? 0 } as const;
  const shapes = [{ kind: 'classic', log2, bytes: object.bytes }, old] as const;
  return types.bySize(object.hasPointers, oldObject === null ? shapes.slice(0, 1) : shapes, () =>
    maskOf(object),
  );
}

/** Whether the tophash bytes of the buckets are those of so many entries. */
function agrees(
  { memory }: MapContext,
  header: ClassicHeader,
  bucketBytes: number,
  oldLog2: number,
): boolean {
  const buckets = new ClassicBuckets(memory, bucketBytes, header.overflow > 0);
  // A growth counts the overflow buckets of the new table anew.
  const oldBuckets = new ClassicBuckets(memory, bucketBytes, true);
  const { log2, entries } = header;
  if (log2 > mostCheckedLog2) {
    const step = 2 ** log2 / sampledBuckets;
    const sample = Array.from({ length: sampledBuckets }, (_, index) =>
      buckets.entriesIn(header.buckets, index * step, 'current'),
    );
    const mustHold = entries >= 4 * 2 ** log2;
    return (
      sample.every((held) => held !== null) && (!mustHold || sample.some((held) => held !== 0))
    );
  }
  let held = 0;
  for (let index = 0; index < 2 ** log2; index++) {
    const inBucket = buckets.entriesIn(header.buckets, index, 'current');
    if (inBucket === null) return false;
    held += inBucket;
  }
  for (let index = 0; header.oldBuckets !== 0 && index < 2 ** oldLog2; index++) {
    const inBucket = oldBuckets.entriesIn(header.oldBuckets, index, 'old');
    if (inBucket === null) return false;
    held += inBucket;
  }
  return held === entries;
}

function lookAt(
  context: MapContext,
  header: ClassicHeader,
  object: HeapObject,
  oldObject: HeapObject | null,
  oldLog2: number,
  { candidates, evidence }: TypeVerdict,
): MapLook {
  const { log2, entries, flags } = header;
  const overflow = overflowOf(context, header, object, candidates[0]?.inner ?? null);
  const boxBytes = boxBytesPerEntry(candidates);
  const current = object.bytes + overflow.bytes;
  const old = oldObject === null ? 0 : oldObject.bytes + overflow.oldBytes;
  const boxes = boxBytes === null ? null : boxBytes * entries;
  const moved = Math.min(header.evacuated, 2 ** oldLog2);
  const headers = chargedBytes(context.layout.classic?.hmap.structSize ?? 0, true);
  return {
    figures: {
      entries,
      deleted: null,
      capacityEntries: classicCapacity(log2),
      loadFactor: entries / (slotsPerBucket * 2 ** log2),
      buckets: 2 ** log2,
      overflowBuckets: overflow.buckets,
      bytes: {
        held: headers + current + old + (boxes ?? 0),
        current,
        old,
        headers,
        entries: boxes,
        peak: null,
      },
      growing: oldObject === null ? null : progress(2 ** oldLog2, moved),
      growthsByKind: null,
      tables: null,
    },
    isEstimate: overflow.isEstimate || (evidence === 'unread' && !overflow.hasSpares),
    parts: {
      family: 'classic',
      log2,
      buckets: { address: header.buckets, object },
      oldBuckets: oldObject === null ? null : { address: header.oldBuckets, object: oldObject },
      isSameSizeGrowth: isSameSizeGrowth(flags),
      isOutOfSpares: !overflow.hasSpares,
    },
  };
}

/** Each write moves one or two of the old buckets. */
function progress(oldBuckets: number, movedBuckets: number): MapLook['figures']['growing'] {
  const left = oldBuckets - movedBuckets;
  return {
    oldBuckets,
    movedBuckets,
    fewestWritesLeft: Math.ceil(left / 2),
    mostWritesLeft: left,
    isStalled: null,
  };
}
