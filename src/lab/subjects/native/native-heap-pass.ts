import type { ExactCounts, HeapAccount, HeapStep } from '../../record/exact-result.ts';
import { collectGarbage } from '../../../base/primitives/collect-garbage.ts';
import { NativeBlocks } from './native-blocks.ts';
import type { V8Collection } from '../../../maps/model/size/v8-table.ts';
import {
  emptyNative,
  nativeCollection,
  type NativeOperations,
  type NativeSubject,
  performBlock,
} from './native-operations.ts';
import type { NativeKey } from './native-keys.ts';
import type { PassOptions } from '../target.ts';

/** A look at the heap takes two full collections, some ten milliseconds each for a million keys. */
const mostSteps = 24;
/** Smaller tables are lost in what the measuring itself leaves in the heap. */
const smallestBytes = 4096;
/** Of a key that is made before, in an array; and of the map that comes on top. */
const bytesPerOperation = 64;
const mostOperations = 2 ** 21;
const rehearsedOperations = 20_000;
/** Changes of the heap between two looks below which it rests. */
const restBytes = 128;
const mostLooks = 12;

/**
 * Runs a cell on the native `Map` once more and weighs the heap after its growths. All keys
 * are made before, so that nothing but the map's own tables changes the heap. `null` where the keys
 * would take more than a quarter of the memory that the cell may use.
 */
export function nativeHeapPass(
  { cell }: PassOptions,
  { growthEvents, stats, operations }: ExactCounts,
): HeapAccount | null {
  const needed = operations * bytesPerOperation + stats.bytesPeak;
  if (operations === 0 || operations > mostOperations || needed > cell.limits.memoryBytes / 4)
    return null;
  const list = listOperations(new NativeBlocks(cell), operations);
  const growths = largest(growthEvents);
  const collection = nativeCollection(cell);
  rehearse(list, growths, collection);
  const subject: NativeSubject = { map: emptyNative(collection) };
  performBlock(subject, list, 0, 1);
  const heap = new HeapScale();
  const steps = weighGrowths(subject, list, growths, heap);
  const done = steps.at(-1)?.operation ?? 1;
  performBlock(subject, list, done, operations);
  const entries = subject.map.size;
  // From here on the map alone keeps its keys.
  list.keys.length = 0;
  const full = heap.weigh();
  subject.map = emptyNative(collection);
  const heapBytes = Math.max(0, full - heap.weigh());
  return { steps, heapBytes, modelBytes: stats.bytesHeld, entries };
}

/** What is compiled on the way must not count. A function of its own, so that its map goes. */
function rehearse(
  list: NativeOperations,
  growths: ExactCounts['growthEvents'],
  collection: V8Collection,
): void {
  const first = growths.filter(({ operation }) => operation <= rehearsedOperations);
  const subject: NativeSubject = { map: emptyNative(collection) };
  performBlock(subject, list, 0, 1);
  weighGrowths(subject, list, first, new HeapScale());
}

/** @param map that has seen the first operation */
function weighGrowths(
  subject: NativeSubject,
  list: NativeOperations,
  growths: ExactCounts['growthEvents'],
  heap: HeapScale,
): readonly HeapStep[] {
  let done = 1;
  return growths.map(({ operation, entries, bytesBefore, bytesAfter }) => {
    performBlock(subject, list, done, operation);
    done = operation;
    const modelBytes = bytesAfter ?? bytesBefore;
    return { operation, entries, modelBytes, heapBytes: heap.weigh() };
  });
}

/** The heap against what it was when the map had its first entry, bytes. */
class HeapScale {
  readonly #empty: number;

  /** Waits until the heap has come to rest: code that is not used for some collections is dropped. */
  constructor() {
    let before = Number.POSITIVE_INFINITY;
    let now = usedBytes();
    for (let look = 0; look < mostLooks && Math.abs(now - before) > restBytes; look++) {
      before = now;
      now = usedBytes();
    }
    this.#empty = now;
  }

  weigh(): number {
    return usedBytes() - this.#empty;
  }
}

function usedBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** In order, and of very many those that made the largest tables. */
function largest(events: ExactCounts['growthEvents']): ExactCounts['growthEvents'] {
  return events
    .filter(({ bytesAfter }) => (bytesAfter ?? 0) >= smallestBytes)
    .toSorted((a, b) => b.bytesDuring - a.bytesDuring)
    .slice(0, mostSteps)
    .toSorted((a, b) => a.operation - b.operation);
}

function listOperations(
  blocks: NativeBlocks,
  operations: number,
): NativeOperations & { readonly keys: NativeKey[] } {
  const kinds = new Uint8Array(operations);
  const numbers = blocks.numbers === null ? null : new Float64Array(operations);
  const keys: NativeKey[] = [];
  while (blocks.fill()) {
    for (let at = 0; at < blocks.length && keys.length < operations; at++) {
      kinds[keys.length] = blocks.kinds[at] ?? 0;
      if (numbers !== null) numbers[keys.length] = blocks.numbers?.[at] ?? 0;
      keys.push(blocks.keys[at] ?? 0);
    }
  }
  blocks.keys.length = 0;
  return { kinds, keys, numbers, expireAfter: blocks.expireAfter };
}
