import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { numberAt } from '../../base/primitives/number-at.ts';

// Watches the heap of this process while a Map is filled, emptied and used in between. Small integers
// as keys and values take no memory of their own, so that only the Map's table changes the heap.
// Prints one JSON document: see NodeMapReport.

/** What a Map did at one insert or delete: how much the heap grew by it, bytes. */
export interface HeapChange {
  readonly entries: number;
  readonly heapBytes: number;
}

const largestPower = 20;
/** Far enough to compile all that watches: the heap of more would be collected for nothing. */
const warmPower = 14;
/** Inserts watched one by one on both sides of a power of two. */
const closeBy = 3;

const repeats = 3;

/** Twice: what the first collection finds dead may hold other things dead. */
function collect(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}

/** Of several tries: code that Node compiles meanwhile would count in one of them. */
function medianOf(measure: () => number): number {
  const tries = Array.from({ length: repeats }, measure).toSorted((a, b) => a - b);
  return numberAt(tries, Math.floor(repeats / 2));
}

function heapBytes(): number {
  return getHeapStatistics().used_heap_size;
}

/** Every insert near a power of two alone, and those between in one go. */
function watchInserts(upToPower: number): readonly HeapChange[] {
  const map = new Map<number, number>();
  const steps: HeapChange[] = [];
  const stops: number[] = [];
  for (let power = 2; power <= upToPower; power++)
    for (let near = 1 - closeBy; near <= closeBy; near++) stops.push(2 ** power + near);
  for (const stop of new Set(stops.toSorted((a, b) => a - b))) {
    if (stop <= map.size) continue;
    collect();
    const before = heapBytes();
    while (map.size < stop) map.set(map.size, 1);
    steps.push({ entries: map.size, heapBytes: heapBytes() - before });
  }
  return steps;
}

/** Bytes that a Map holds which got so many entries and then went through `change`. */
function heldAfter(
  entries: number,
  change: (map: Map<number, number>) => void = () => undefined,
): number {
  collect();
  const before = heapBytes();
  const map = new Map<number, number>();
  for (let key = 0; key < entries; key++) map.set(key, 1);
  change(map);
  collect();
  const held = heapBytes() - before;
  // Still needed here, so that it was not collected.
  return map.size >= 0 ? held : Number.NaN;
}

function dropTo(rest: number): (map: Map<number, number>) => void {
  return (map) => {
    for (let key = map.size - 1; key >= rest; key--) map.delete(key);
  };
}

/** Of a Map filled with 4,096 entries. */
const full = 4096;

const changes = {
  'delete one, add one': (map: Map<number, number>): void => {
    map.delete(0);
    map.set(full, 1);
  },
  'delete half, add one': (map: Map<number, number>): void => {
    for (let key = 0; key < full / 2; key++) map.delete(key);
    map.set(full, 1);
  },
  'delete down to 1,024': dropTo(1024),
  'delete down to 1,023': dropTo(1023),
  'delete down to 511': dropTo(511),
  'delete down to 409': dropTo(409),
  clear: (map: Map<number, number>): void => map.clear(),
} as const;

// The first calls compile and allocate what later ones do not.
watchInserts(warmPower);
const report = {
  inserts: watchInserts(largestPower),
  held: [1000, 1024, 1025, 4096, 5000, 10_000, 65_536, 65_537, 100_000, 1_000_000].map(
    (entries) => ({
      entries,
      heapBytes: medianOf(() => heldAfter(entries)),
    }),
  ),
  changes: Object.entries(changes).map(([name, change]) => ({
    name,
    heapBytes: medianOf(() => heldAfter(full, change)),
  })),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
