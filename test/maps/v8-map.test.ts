import test from 'ava';
import { array, assert, constantFrom, nat, property, sample, tuple } from 'fast-check';
import { createMap, MapFullError, MapOutOfMemoryError } from '../../src/index.ts';
import {
  largestV8Capacity,
  V8Table,
  type V8Collection,
} from '../../src/maps/model/size/v8-table.ts';
import { heapTables } from '../support/heap-tables.ts';

/** A table and, if asked, the real collection, through the same operations. */
class Twin {
  readonly table: V8Table;
  readonly real: Map<number, number> | Set<number>;

  constructor(collection: V8Collection) {
    this.table = new V8Table(collection, 1e6);
    this.real = collection === 'map' ? new Map<number, number>() : new Set<number>();
  }

  add(key: number): void {
    if (this.real.has(key)) return;
    this.table.insert(this.table.beforeInsert(), 1, null);
    if (this.real instanceof Map) this.real.set(key, key);
    else this.real.add(key);
  }

  delete(key: number): void {
    if (this.real.delete(key)) this.table.delete(1, null);
  }

  clear(): void {
    this.real.clear();
    this.table.clear(1, null);
  }
}

type Step = readonly ['fill' | 'add' | 'delete' | 'clear', number, number];

function follow(twin: Twin, [kind, from, count]: Step): void {
  if (kind === 'clear') return twin.clear();
  for (let key = from; key < from + count; key++)
    if (kind === 'delete') twin.delete(key);
    else twin.add(key);
  return undefined;
}

const steps = array(
  tuple(
    constantFrom('fill', 'fill', 'add', 'delete', 'delete', 'clear' as const),
    nat(600),
    nat(700),
  ),
  { maxLength: 12 },
);

test('after any operations the table is as large as that of this V8', async (t) => {
  const twins: Twin[] = [];
  for (const collection of ['map', 'set'] as const)
    for (const list of sample(steps, { numRuns: 60, seed: 8 })) {
      const twin = new Twin(collection);
      for (const step of list) follow(twin, step);
      twins.push(twin);
    }
  // Both sides of every boundary up to 2^13 entries.
  for (let capacity = 4; capacity <= 8192; capacity *= 2)
    for (const entries of [capacity, capacity + 1]) {
      const twin = new Twin('map');
      for (let key = 0; key < entries; key++) twin.add(key);
      twins.push(twin);
    }
  const measured = await heapTables(twins.map(({ real }) => real));
  const differences = twins.flatMap(({ table, real }, index) => {
    const [objectBytes = 0, tableBytes = 0] = measured[index] ?? [];
    const isEqual =
      objectBytes === 32 && tableBytes === table.tableBytes && real.size === table.entries;
    return isEqual ? [] : [[index, table.collection, real.size, table.tableBytes, tableBytes]];
  });
  t.is(measured.length, 144);
  t.true(new Set(measured.map(([, bytes]) => bytes)).size > 15);
  t.deepEqual(differences, []);
});

test('the account of a table never disagrees with itself', (t) => {
  assert(
    property(constantFrom('map' as const, 'set' as const), steps, (collection, list) => {
      const twin = new Twin(collection);
      for (const step of list) {
        follow(twin, step);
        const { entries, deleted, capacity, bytesHeld } = twin.table;
        const totals = twin.table.stats();
        if (entries !== twin.real.size) return false;
        if (entries + deleted > capacity || capacity < 4 || !Number.isInteger(Math.log2(capacity)))
          return false;
        if (totals.totalBytesAllocated - totals.bytesAbandoned !== bytesHeld) return false;
        if (totals.bytesPeak < bytesHeld) return false;
      }
      const { events } = twin.table;
      return events.every(
        ({ bytesAfter }, index) =>
          bytesAfter === (events[index + 1]?.bytesBefore ?? twin.table.bytesHeld) ||
          // A clear of the smallest table is no growth.
          bytesAfter === 32 + 40 + 4 * (collection === 'map' ? 28 : 20),
      );
    }),
    { seed: 5 },
  );
  t.pass();
});

function filled(entries: number): V8Table {
  const table = new V8Table('map', 100);
  for (let n = 0; n < entries; n++) table.insert(table.beforeInsert(), n + 1, null);
  return table;
}

// Oracle: %DebugPrint of node 20.20.2 and 26.10.0, both sides of each boundary.
test('bytes by entries are those that V8 prints', (t) => {
  for (const [from, to, bytes] of [
    [0, 4, 152],
    [5, 8, 264],
    [33, 64, 1832],
    [513, 1024, 28_712],
    [4097, 8192, 229_416],
    [65_537, 131_072, 3_670_056],
    [524_289, 1_048_576, 29_360_168],
  ] as const) {
    t.is(filled(from).tableBytes, bytes, `${from}`);
    t.is(filled(to).tableBytes, bytes, `${to}`);
  }
});

test('a full table doubles, unless half of it or more is deleted', (t) => {
  const after = (deletes: number): number => {
    const table = filled(1024);
    for (let n = 0; n < deletes; n++) table.delete(2000 + n, null);
    table.insert(table.beforeInsert(), 3000, null);
    return table.capacity;
  };
  t.is(after(512), 1024);
  t.is(after(511), 2048);
  t.is(after(1), 2048);
  const table = filled(1000);
  for (let n = 0; n < 100; n++) {
    table.delete(n, null);
    table.insert(table.beforeInsert(), n, null);
  }
  t.is(table.capacity, 2048);
});

test('deletes halve the table below a quarter, one step at a time', (t) => {
  const table = filled(1024);
  const shrinks: (readonly [number, number])[] = [];
  for (let capacity = table.capacity; table.entries > 0; capacity = table.capacity) {
    table.delete(1, null);
    if (table.capacity !== capacity) shrinks.push([table.entries, table.capacity]);
  }
  t.deepEqual(shrinks, [
    [255, 512],
    [127, 256],
    [63, 128],
    [31, 64],
    [15, 32],
    [7, 16],
    [3, 8],
    [1, 4],
  ]);
});

test('entry 16,777,217 is one too many until half of the others are deleted', (t) => {
  const table = new V8Table('map', 0);
  for (let n = 0; n < largestV8Capacity; n++) table.insert(table.beforeInsert(), n, null);
  t.is(table.tableBytes, 469_762_088);
  t.is(table.beforeInsert()?.capacity, 2 ** 25);
  for (let n = 0; n < 10; n++) table.delete(n, null);
  t.is(table.beforeInsert()?.capacity, 2 ** 25);
  for (let n = 10; n < 2 ** 23; n++) table.delete(n, null);
  t.deepEqual(table.beforeInsert(), { kind: 'rehash', capacity: 2 ** 24 });
});

const error = new MapFullError('Map', 16_777_217, 16_777_216);

test('the error of a full map says what and when', (t) => {
  t.is(error.code, 'environment');
  t.is(error.message, 'Map maximum size exceeded at operation 16777217, with 16777216 entries');
});

test('a V8 map holds values and tells its growths', (t) => {
  const map = createMap({ map: 'v8', key: 'int', value: 'string', clock: true });
  for (let index = 0; index < 20; index++) map.set(index, `v${index}`);
  for (let index = 0; index < 17; index++) map.delete(index);
  map.set(18, 'again');
  t.is(map.get(18), 'again');
  t.is(map.get(19n), 'v19');
  t.false(map.has(3));
  t.false(map.delete(3));
  t.deepEqual(
    map
      .growthEvents()
      .map(({ kind, operation, entries, fromBuckets, toBuckets }) => [
        kind,
        operation,
        entries,
        fromBuckets,
        toBuckets,
      ]),
    [
      ['double', 5, 5, 2, 4],
      ['double', 9, 9, 4, 8],
      ['double', 17, 17, 8, 16],
      ['shrink', 33, 7, 16, 8],
      ['shrink', 37, 3, 8, 4],
    ],
  );
  t.like(map.growthEvents()[0], {
    bytesBefore: 184,
    bytesDuring: 184 + 264,
    bytesAfter: 296,
    writesToFinish: 1,
  });
  t.true(map.growthEvents().every(({ durationNs }) => (durationNs ?? -1) >= 0));
  t.deepEqual(map.stats(), {
    entries: 3,
    capacityEntries: 8,
    loadFactor: 3 / 8,
    buckets: 4,
    overflowBuckets: 0,
    overflowBucketsEstimate: 0,
    isGrowing: false,
    bytesCurrent: 264,
    bytesOld: 0,
    bytesHeld: 296,
    bytesPeak: 32 + 488 + 936,
    totalBytesAllocated: 32 + 152 + 264 + 488 + 936 + 488 + 264,
    totalAllocations: 7,
    bytesAbandoned: 152 + 264 + 488 + 936 + 488,
    growthsByKind: { double: 3, shrink: 2 },
  });
  map.clear();
  t.is(map.size, 0);
  t.is(map.stats().bytesHeld, 184);
  map.close();
  t.throws(() => map.get(1), { message: 'expected an open map, got a closed one' });
});

test('values that are nothing make a Set, and keys are equal by their bytes', (t) => {
  const map = createMap({ map: 'v8', key: '[2]byte', value: 'struct{}' });
  for (let index = 0; index < 5; index++) map.set(Uint8Array.of(index, 7), null);
  map.set(Uint8Array.of(0, 7), null);
  t.is(map.size, 5);
  t.true(map.has(Uint8Array.of(4, 7)));
  t.is(map.stats().bytesHeld, 32 + 40 + 8 * 20);
  map.close();
});

test('a doubling that does not fit is refused, and the map stays usable', (t) => {
  const map = createMap({ map: 'v8', key: 'int', value: 'int', limitBytes: 5000 });
  for (let index = 0; index < 64; index++) map.set(index, index);
  const thrown = t.throws(() => map.set(64, 0), { instanceOf: MapOutOfMemoryError });
  t.like(thrown, { operation: 65, entries: 64, bytesHeld: 1864, bytesAsked: 3624 });
  t.is(map.size, 64);
  t.false(map.has(64));
  map.set(3, 33);
  t.is(map.get(3), 33n);
  map.close();
});

test('what V8 cannot have is refused with a reason', (t) => {
  const v8 = { map: 'v8', key: 'int', value: 'int' } as const;
  t.throws(() => createMap({ ...v8, hint: 9 }), { code: 'usage', message: /hint to be 0 for v8/ });
  t.throws(() => createMap({ ...v8, limitBytes: 100 }), { code: 'environment' });
  const map = createMap<string, string>(v8);
  t.deepEqual(map.chainStats().entriesPerBucket, []);
  t.throws(() => map.set(1, 'x'), { code: 'usage' });
  t.throws(() => map.set(0.5, 1), { code: 'usage' });
  t.is(map.size, 0);
  map.close();
});
