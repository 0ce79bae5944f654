import test from 'ava';
import { planGrowth } from '../../src/index.ts';
import { createMap } from '../../src/maps/reference/create-map.ts';

const types = { key: 'int64', value: 'int64' } as const;

const onStack = (map: 'go1.19' | 'go1.22' | 'go1.24' | 'v8', key: string, hint = 0): unknown =>
  planGrowth({ map, key, value: 'int64', entries: 100, hint }).onStack;

const evacuation = (map: 'go1.22' | 'go1.27' | 'v8', entries: number): unknown =>
  planGrowth({ map, ...types, entries }).evacuation;

/** The insert with which a reference map of Go 1.22 has moved its 256 old buckets, from insert 1,665 on. */
function endOfGrowth(seed: number): number {
  const map = createMap({ map: 'go1.22', ...types, seed });
  for (let n = 1; n < 1665; n++) map.set(BigInt(n), 1n);
  let entries = 1665;
  map.set(1665n, 1n);
  while (map.stats().isGrowing) map.set(BigInt(++entries), 1n);
  map.close();
  return entries;
}

test('a growth ends where the plan says: on the average, and within its bounds 19 times in 20', (t) => {
  t.deepEqual(evacuation('go1.22', 1000), {
    fromEntries: 1665,
    endsAtEntries: 1841,
    low: 1833,
    high: 1849,
  });
  const ends = Array.from({ length: 200 }, (_, seed) => endOfGrowth(seed + 1));
  const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length;
  // Four standard errors of 3.8 writes, and the half write by which a plan of whole inserts may miss.
  t.true(Math.abs(mean - 1841) < (4 * 3.8) / Math.sqrt(200) + 0.5, String(mean));
  const inside = ends.filter((end) => end >= 1833 && end <= 1849).length;
  t.true(inside >= 184 && inside <= 200, String(inside));
});

test('only a classic map that stands alone has an evacuation, while it goes on the last one', (t) => {
  t.like(evacuation('go1.22', 1700), { fromEntries: 1665 });
  t.like(evacuation('go1.22', 1900), { fromEntries: 3329 });
  t.is(evacuation('go1.27', 1000), undefined);
  t.is(evacuation('v8', 1000), undefined);
  const sharded = planGrowth({ map: 'go1.22', ...types, entries: 1000, guard: 'sharded:4' });
  t.is(sharded.evacuation, undefined);
  // All of two old buckets move in one or two writes.
  t.deepEqual(evacuation('go1.22', 9), { fromEntries: 14, endsAtEntries: 14, low: 14, high: 15 });
});

test('what a benchmark does not count is the header and the first bucket of a map on the stack', (t) => {
  // Bytes and allocations per call, map returned less map kept inside: Go 1.19.8, 1.22.12, 1.24.4, 1.27.3.
  for (const map of ['go1.19', 'go1.22', 'go1.24'] as const) {
    t.deepEqual(onStack(map, 'int64'), { bytes: 192, allocations: 2 });
    t.deepEqual(onStack(map, 'string'), { bytes: 256, allocations: 2 });
    t.deepEqual(onStack(map, 'int64', 109), { bytes: 48, allocations: 1 });
  }
  t.is(onStack('v8', 'int64'), undefined);
});
