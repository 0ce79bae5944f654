import process from 'node:process';
import test from 'ava';
import { median } from '../../src/base/stats/median.ts';
import { collectGarbage } from '../../src/base/primitives/collect-garbage.ts';
import { V8Table, v8CopyCapacity, v8TableBytes } from '../../src/maps/model/size/v8-table.ts';

const nodeMajor = Number.parseInt(process.versions.node, 10);

function heapOf(make: () => unknown): number {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const made = make();
  collectGarbage();
  const bytes = process.memoryUsage().heapUsed - before;
  return made === null ? 0 : bytes;
}

/** The middle of several tries: what else is made or collected meanwhile falls into few of them. */
function usualHeapOf(make: () => unknown): number {
  return median(Array.from({ length: 9 }, () => heapOf(make)));
}

test('a copied Set has more room from Node.js 22 on, a copied Map has what its entries need', (t) => {
  // Oracle: heapUsed of Node.js 20.20.2, 22.23.3, 24.21.0 and 26.10.0 around `new Set(set)`.
  t.deepEqual(
    [5000, 8192, 8193, 60_000, 100_000].map((live) => v8CopyCapacity('set', live, 24)),
    [8192, 16_384, 16_384, 131_072, 262_144],
  );
  t.deepEqual(
    [5000, 8192, 8193, 60_000, 100_000].map((live) => v8CopyCapacity('set', live, 20)),
    [8192, 8192, 16_384, 65_536, 131_072],
  );
  t.is(v8CopyCapacity('map', 8192, 24), 8192);
  t.is(v8CopyCapacity('map', 0, 20), 4);
});

test('copies of a churned Set and Map take what this Node.js gives them', (t) => {
  const set = new Set<number>();
  const map = new Map<number, number>();
  for (let key = 0; key < 16_384; key++) {
    set.add(key);
    map.set(key, 1);
  }
  for (let key = 0; key < 5000; key++) {
    set.delete(key);
    map.delete(key);
  }
  for (const [collection, copy] of [
    ['set', (): unknown => new Set(set)],
    ['map', (): unknown => new Map(map)],
  ] as const) {
    const expected = 32 + v8TableBytes(collection, v8CopyCapacity(collection, 11_384, nodeMajor));
    const measured = usualHeapOf(copy);
    t.true(
      Math.abs(measured - expected) < 0.02 * expected,
      `${collection}: ${measured}, ${expected}`,
    );
  }
});

test('a table that was copied takes the place of the one with deleted entries', (t) => {
  for (const [collection, major, held] of [
    ['map', 24, 32 + 40 + 28 * 1024],
    ['set', 20, 32 + 40 + 20 * 1024],
    ['set', 24, 32 + 40 + 20 * 2048],
  ] as const) {
    const table = new V8Table(collection, 0);
    for (let entry = 0; entry < 2000; entry++) table.insert(table.beforeInsert(), entry, null);
    for (let entry = 0; entry < 1000; entry++) table.delete(2000 + entry, null);
    table.copy(major);
    t.is(table.entries, 1000);
    t.is(table.deleted, 0);
    t.is(table.bytesHeld, held);
    const { totalBytesAllocated, bytesAbandoned } = table.stats();
    t.is(totalBytesAllocated - bytesAbandoned, held);
  }
});
