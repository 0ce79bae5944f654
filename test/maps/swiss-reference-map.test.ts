import test from 'ava';
import { createMap, MapOutOfMemoryError, type MapOptions } from '../../src/index.ts';

const swissModels = ['go1.24', 'go1.25', 'go1.26', 'go1.27'] as const;
const intToInt = { key: 'int', value: 'int' } as const;

/** `[bytes held, bytes ever allocated, allocations]` after inserting 0 to n-1. */
function figures(options: MapOptions, entries: number): readonly [number, number, number] {
  const map = createMap(options);
  const content = options.value === 'struct{}' ? null : options.value === 'bool' ? true : 1;
  for (let index = 0; index < entries; index++)
    map.set(options.key === 'string' ? `k${index}` : index, content);
  const { bytesHeld, totalBytesAllocated, totalAllocations } = map.stats();
  map.close();
  return [bytesHeld, totalBytesAllocated, totalAllocations];
}

// Oracle: go1.24.4 and go1.27.4, runtime.ReadMemStats around the inserts.
test('maps of every Swiss version cost what real Go measured', (t) => {
  for (const map of swissModels) {
    t.deepEqual(figures({ ...intToInt, map }, 0), [48, 48, 1]);
    t.deepEqual(figures({ ...intToInt, map }, 8), [192, 192, 2]);
    t.deepEqual(figures({ ...intToInt, map }, 14), [376, 520, 5]);
    t.deepEqual(figures({ ...intToInt, map }, 100), [2392, 4648, 11]);
    t.deepEqual(figures({ ...intToInt, map }, 1000), [36_992, 74_456, 22]);
    t.deepEqual(figures({ ...intToInt, map, hint: 1000 }, 0), [36_992, 36_992, 6]);
    t.is(figures({ key: 'int', value: 'struct{}', map }, 1000)[0], 36_992);
    t.is(figures({ key: 'int', value: 'bool', map }, 1000)[0], 36_992);
    t.is(figures({ key: 'string', value: 'int', map }, 1000)[0], 54_656);
  }
});

test('a Swiss map tells its growths: tables, then a split with its directory', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.25', clock: true });
  for (let index = 0; index < 900; index++) map.set(index, index);
  const events = map.growthEvents();
  t.deepEqual(
    events.map(({ kind, operation, fromBuckets, toBuckets }) => [
      kind,
      operation,
      fromBuckets,
      toBuckets,
    ]),
    [
      ['table-growth', 9, 8, 16],
      ['table-growth', 15, 16, 32],
      ['table-growth', 29, 32, 64],
      ['table-growth', 57, 64, 128],
      ['table-growth', 113, 128, 256],
      ['table-growth', 225, 256, 512],
      ['table-growth', 449, 512, 1024],
      ['split', 897, 1024, 2048],
      ['directory-doubling', 897, 1, 2],
    ],
  );
  const table = 32 + 18_432;
  const [before, after] = [48 + 8 + table, 48 + 16 + 2 * table];
  t.like(events.at(-2), {
    entries: 897,
    bytesBefore: before,
    bytesDuring: before + 16 + 2 * table,
    bytesAfter: after,
    writesToFinish: 1,
  });
  t.like(events.at(-1), {
    bytesBefore: before + 2 * table,
    bytesDuring: before + 16 + 2 * table,
    bytesAfter: before + 2 * table + 8,
  });
  for (const { startNs, durationNs } of events)
    t.true((durationNs ?? -1) >= 0 && (startNs ?? -1) >= (durationNs ?? 0));
  const stats = map.stats();
  t.deepEqual(stats.growthsByKind, { 'table-growth': 7, split: 1, 'directory-doubling': 1 });
  t.like(stats, {
    entries: 900,
    capacityEntries: 1792,
    loadFactor: 900 / 2048,
    buckets: 256,
    overflowBuckets: 0,
    isGrowing: false,
    bytesOld: 0,
    bytesCurrent: 2 * 18_432,
    bytesHeld: 36_992,
    bytesPeak: before + 16 + 2 * table,
  });
  map.close();
});

test('pruning is an event that holds and moves nothing', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.25' });
  for (let index = 0; index < 800; index++) map.set(index, index);
  for (let index = 0; index < 30_000; index++) {
    map.delete(index);
    map.set(index + 800, index);
  }
  const prune = map.growthEvents().find(({ kind }) => kind === 'prune');
  t.like(prune, { fromBuckets: 1024, toBuckets: 1024, bytesBefore: 36_992, bytesAfter: 36_992 });
  t.is(prune?.entries, 800);
  map.close();
});

function total(counts: readonly number[], weight: (k: number) => number): number {
  return counts.reduce((sum, count, k) => sum + count * weight(k), 0);
}

test('chain lengths of a Swiss map count every group and every entry once', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.27', seed: 3 });
  for (let index = 0; index < 20_000; index++) map.set(index, 0);
  const { entriesPerBucket, bucketsPerChain, meanChainBuckets } = map.chainStats();
  t.is(
    total(entriesPerBucket, (k) => k),
    20_000,
  );
  t.is(
    total(entriesPerBucket, () => 1),
    map.stats().buckets,
  );
  t.is(
    total(bucketsPerChain, () => 1),
    map.stats().buckets,
  );
  t.is(bucketsPerChain[0], 0);
  t.true(meanChainBuckets >= 1 && meanChainBuckets < 1.5);
  map.close();
});

test('a split that does not fit says so, and the map stays usable', (t) => {
  const map = createMap({ ...intToInt, map: 'go1.26', limitBytes: 50_000 });
  for (let index = 0; index < 896; index++) map.set(index, index);
  const before = map.stats();
  const error = t.throws(() => map.set(-1, 0), { instanceOf: MapOutOfMemoryError });
  t.like(error, {
    operation: 897,
    entries: 896,
    bytesAsked: 2 * (32 + 18_432) + 16,
    purpose: 'the new table of a growth',
  });
  t.deepEqual(map.stats(), before);
  t.true(map.delete(8));
  map.set(9, 90);
  t.is(map.get(9), 90n);
  t.is(map.size, 895);
  map.close();
});
