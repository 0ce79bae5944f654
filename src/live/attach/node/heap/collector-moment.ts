import { setTimeout as wait } from 'node:timers/promises';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import type { NodeLayout } from '../layout/node-layout.ts';

/** How often each heap had collected garbage at a moment, the first of them first. */
export type CollectorMoment = ReadonlyMap<number, CollectionCounts>;

interface CollectionCounts {
  readonly all: number;
  /** Those of the whole heap; `null` where this build does not tell. */
  readonly major: number | null;
}

const tries = 400;
const betweenTriesMs = 5;

/**
 * A moment at which no heap is collecting; `null` where this build does not tell, or where one
 * collects for seconds. Until a later moment shows the same, no object has moved.
 */
export async function momentOfRest(
  memory: ProcessMemory,
  heaps: readonly number[],
  layout: Pick<NodeLayout, 'collections'>,
): Promise<CollectorMoment | null> {
  for (let attempt = 0; attempt < tries; attempt++) {
    // A count rises when a collection begins. In this order none hides between the two reads.
    const moment = momentNow(memory, heaps, layout);
    if (moment === null || !isCollecting(memory, heaps, layout)) return moment;
    await wait(betweenTriesMs);
  }
  return null;
}

/** The counts now, whether a heap is collecting or not. */
export function momentNow(
  memory: ProcessMemory,
  heaps: readonly number[],
  { collections }: Pick<NodeLayout, 'collections'>,
): CollectorMoment | null {
  if (collections === null) return null;
  const { all, major } = collections;
  return new Map(
    heaps.map((heap) => [
      heap,
      {
        all: wordAt(memory, heap + all) ?? Number.NaN,
        major: major === null ? null : wordAt(memory, heap + major),
      },
    ]),
  );
}

function isCollecting(
  memory: ProcessMemory,
  heaps: readonly number[],
  { collections }: Pick<NodeLayout, 'collections'>,
): boolean {
  const state = collections?.state ?? null;
  return state !== null && heaps.some((heap) => (wordAt(memory, heap + state) ?? 0) !== 0);
}

function wordAt(memory: ProcessMemory, address: number): number | null {
  return memory.read(address, 4)?.readUInt32LE(0) ?? null;
}

/**
 * Whether nothing was collected between two moments, and no heap came or went. One that was counted before
 * the first of them may have begun since: only one of the whole heap is counted again, when it begins.
 */
export function isSameMoment(
  before: CollectorMoment | null,
  after: CollectorMoment | null,
): boolean {
  return (
    before !== null &&
    after !== null &&
    before.size === after.size &&
    [...before].every(([heap, { all, major }]) => {
      const now = after.get(heap);
      return now?.all === all && now.major === major;
    })
  );
}

/** Whether no heap was collected as a whole between two moments, so that no old object moved. */
export function hasOldStayed(
  before: CollectorMoment | null,
  after: CollectorMoment | null,
): boolean {
  return (
    before !== null &&
    after !== null &&
    [...before].every(([heap, { major }]) => major !== null && after.get(heap)?.major === major)
  );
}
