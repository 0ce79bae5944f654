import test from 'ava';
import { createMap, MapOutOfMemoryError, type GoValue, type MapOptions } from '../../src/index.ts';

const intToInt = { map: 'go1.22', key: 'int', value: 'int' } as const;

/** `[bytes held, bytes ever allocated, allocations]` after inserting 0 to n-1. */
function figures(options: MapOptions, entries: number): readonly [number, number, number] {
  const map = createMap(options);
  for (let index = 0; index < entries; index++) map.set(index, 0);
  const { bytesHeld, totalBytesAllocated, totalAllocations } = map.stats();
  map.close();
  return [bytesHeld, totalBytesAllocated, totalAllocations];
}

// Oracle: go1.22.12, runtime.ReadMemStats around the inserts; rows in which the hash decides nothing.
test('small maps cost what real Go measured', (t) => {
  t.deepEqual(figures(intToInt, 0), [48, 48, 1]);
  t.deepEqual(figures(intToInt, 1), [192, 192, 2]);
  t.deepEqual(figures(intToInt, 8), [192, 192, 2]);
  t.deepEqual(figures({ ...intToInt, hint: 8 }, 8), [192, 192, 2]);
  t.deepEqual(figures({ ...intToInt, hint: 13 }, 9), [336, 336, 2]);
});

// Oracle: go1.22.12, first insert at which B was seen to change.
test('a map doubles at the inserts at which real Go doubles', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.23' });
  for (let index = 0; index < 110_000; index++) map.set(index, 0);
  const doublings = map.growthEvents().map(({ kind, operation }) => [kind, operation]);
  t.deepEqual(
    doublings,
    [9, 14, 27, 53, 105, 209, 417, 833, 1665, 3329, 6657, 13_313, 26_625, 53_249, 106_497].map(
      (operation) => ['double', operation],
    ),
  );
  map.close();
});

function bucketsFor(hint: number): number {
  const map = createMap({ ...intToInt, hint });
  const { buckets: count } = map.stats();
  map.close();
  return count;
}

test('a hint decides the first table, and the map then grows from there', (t) => {
  t.deepEqual(
    [0, 8, 9, 13, 14, 26, 27, 52, 53, 104, 105, 1000].map((hint) => bucketsFor(hint)),
    [1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 256],
  );
});

function bytesOfThousand(key: string, value: string, content: GoValue): number {
  const map = createMap({ map: 'go1.22', key, value, hint: 1000, seed: 7 });
  for (let index = 0; index < 1000; index++)
    map.set(key === 'string' ? `k${index}` : index, content);
  const { bytesHeld } = map.stats();
  map.close();
  return bytesHeld;
}

// Oracle: go1.22.12, live bytes after a collection; means over hash seeds, so a range is allowed.
test('a thousand entries of each type cost what real Go measured', (t) => {
  t.is(bytesOfThousand('int', 'int', 1), 41_120);
  t.is(bytesOfThousand('string', 'int', 1), 57_416);
  t.is(bytesOfThousand('string', 'string', 'value'), 81_992);
  t.is(bytesOfThousand('int', '[200]byte', new Uint8Array(200)), 249_032);
});

test('an event tells what a doubling held before, during and after', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.23', clock: true });
  for (let index = 0; index < 20; index++) map.set(index, 0);
  const [first, second] = map.growthEvents();
  const { startNs, durationNs, ...counts } = first ?? {};
  t.like(counts, {
    kind: 'double',
    shard: 0,
    operation: 9,
    entries: 9,
    fromBuckets: 1,
    toBuckets: 2,
    bytesBefore: 192,
    bytesDuring: 480,
    bytesAfter: 336,
    writesToFinish: 1,
  });
  t.true((startNs ?? -1) >= 0 && (durationNs ?? -1) >= 0 && (startNs ?? 0) >= (durationNs ?? 0));
  t.is(second?.bytesDuring, 48 + 288 + 576);
  map.close();
});

test('a growth that stalls keeps both tables and an open event', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.22' });
  for (let index = 0; index < 1665; index++) map.set(index, 0);
  const stats = map.stats();
  const last = map.growthEvents().at(-1);
  t.true(stats.isGrowing);
  t.true(stats.bytesOld >= 40_960 && stats.bytesCurrent >= 81_920);
  t.is(last?.bytesAfter, null);
  t.is(last?.writesToFinish, null);
  map.close();
});

test('growth events beyond the recorder are counted by kind only', (t) => {
  const map = createMap({ ...intToInt, maxGrowthEvents: 3 });
  for (let index = 0; index < 1000; index++) map.set(index, 0);
  t.is(map.growthEvents().length, 3);
  t.deepEqual(map.stats().growthsByKind, { double: 8 });
  map.close();
});

test('a map that no longer fits says which insert, how many bytes and why, and stays usable', (t) => {
  const map = createMap({ ...intToInt, limitBytes: 100_000 });
  for (let index = 0; index < 1664; index++) map.set(index, index);
  const before = map.stats();
  const error = t.throws(() => map.set(-1, 0), { instanceOf: MapOutOfMemoryError });
  t.is(error?.operation, 1665);
  t.is(error?.entries, 1664);
  t.is(error?.bytesAsked, 81_920);
  t.is(error?.purpose, 'the new table of a growth');
  t.is(error?.code, 'environment');
  t.deepEqual(map.stats(), before);
  map.set(7, 70);
  t.is(map.get(7), 70n);
  t.true(map.delete(8));
  map.set(-1, 5);
  t.is(map.size, 1664);
  map.close();
});

test('deleting frees no bytes, clearing keeps the table', (t) => {
  const map = createMap({ ...intToInt, hint: 1000 });
  for (let index = 0; index < 1000; index++) map.set(index, index);
  const full = map.stats();
  for (let index = 0; index < 900; index++) map.delete(index);
  t.is(map.stats().bytesHeld, full.bytesHeld);
  t.is(map.clears, 0);
  map.clear();
  t.is(map.clears, 1);
  const { bytesHeld, buckets, entries } = map.stats();
  t.deepEqual([bytesHeld, buckets, entries], [48 + 24 + 40_960, 256, 0]);
  map.close();
});

test('chain lengths count every bucket and every entry once, in a growth as well', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.22', seed: 3 });
  for (let index = 0; index < 1665; index++) map.set(index, 0);
  t.true(map.stats().isGrowing);
  const { entriesPerBucket, bucketsPerChain, maxChainEntries } = map.chainStats();
  t.is(
    entriesPerBucket.reduce((sum, chains, entries) => sum + chains * entries, 0),
    1665,
  );
  t.is(
    entriesPerBucket.reduce((sum, chains) => sum + chains, 0),
    bucketsPerChain.reduce((sum, chains) => sum + chains, 0),
  );
  t.is(entriesPerBucket.length, maxChainEntries + 1);
  map.close();
});

function throughMap(value: string, given: GoValue): unknown {
  const map = createMap({ map: 'go1.22', key: 'uint16', value });
  map.set(65_535, given);
  const read = map.get(65_535);
  map.close();
  return read;
}

test('values come back as their Go types', (t) => {
  t.is(throughMap('int64', -1n), -1n);
  t.is(throughMap('uint64', 2n ** 64n - 1n), 2n ** 64n - 1n);
  t.is(throughMap('int8', -128), -128);
  t.is(throughMap('uint32', 4_294_967_295), 4_294_967_295);
  t.is(throughMap('float64', 0.1), 0.1);
  t.is(throughMap('bool', true), true);
  t.is(throughMap('string', 'größer'), 'größer');
  t.is(throughMap('struct{}', null), null);
  t.deepEqual(throughMap('[3]byte', Uint8Array.of(1, 2, 3)), Uint8Array.of(1, 2, 3));
});

const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
  [
    'a map model',
    () => createMap({ ...intToInt, map: JSON.parse('"go1.9"') }),
    /expected map to be one of .*, got go1\.9/,
  ],
  [
    'a complex key',
    () => createMap({ key: 'complex128', value: 'int' }),
    /key type .*, got complex128/,
  ],
  ['a guard', () => createMap({ ...intToInt, guard: 'mutex' }), /expected guard .*, got mutex/],
  ['a hint', () => createMap({ ...intToInt, hint: -1 }), /expected hint .*, got -1/],
  [
    'a limit',
    () => createMap({ ...intToInt, limitBytes: 2 ** 40 }),
    /expected limit to be at most 3489660928 bytes for a map of Go, got 1099511627776/,
  ],
  [
    'a key',
    () => createMap<string, string>(intToInt).set('x', 1),
    /expected a bigint or a safe integer.*got x/,
  ],
  [
    'a value',
    () => createMap(intToInt).set(1, 0.5),
    /expected a bigint or a safe integer.*got 0.5/,
  ],
];

for (const [name, make, message] of wrong)
  test(`${name} that is wrong is named with the rule and the value`, (t) => {
    t.throws(make, { code: 'usage', message });
  });

test('a closed map refuses to work and has given everything back', (t) => {
  const map = createMap(intToInt);
  map.close();
  map.close();
  t.throws(() => map.get(1), { message: 'expected an open map, got a closed one' });
});
