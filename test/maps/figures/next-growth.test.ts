import test from 'ava';
import type { LiveMapSpec } from '../../../src/maps/figures/live-map.ts';
import { type MapFigures, mapFiguresOf } from '../../../src/maps/figures/map-figures.ts';
import { nextGrowth } from '../../../src/maps/figures/next-growth.ts';
import { growthAhead } from '../../../src/maps/model/size/growth-ahead.ts';
import { createMap, type MapOptions } from '../../../src/maps/reference/create-map.ts';
import { namedGoType } from '../../../src/maps/model/go-type/go-type.ts';
import { mapModels } from '../../../src/maps/model/map-model.ts';

const types = { key: 'int64', value: 'int64' };

function figuresOf(options: MapOptions, entries: number, deleted = 0): MapFigures {
  const map = createMap(options);
  for (let key = 0; key < entries; key++) map.set(BigInt(key), 0n);
  for (let key = 0; key < deleted; key++) map.delete(BigInt(key));
  const figures = mapFiguresOf(map.stats(), map.shape());
  map.close();
  return figures;
}

/** Entries at which a real reference map starts its next growth after `entries` inserts. */
function measuredGrowth(options: MapOptions, entries: number): number {
  const map = createMap(options);
  let key = 0;
  for (; key < entries; key++) map.set(BigInt(key), 0n);
  const before = map.growthEvents().length;
  while (map.growthEvents().length === before) map.set(BigInt(key++), 0n);
  const { size } = map;
  map.close();
  return size;
}

test('The next growth of a map that grows as one is that of the real map, to the insert', (t) => {
  for (const map of ['go1.22', 'go1.23', 'v8'] as const)
    for (const entries of [0, 3, 27, 100, 1000, 5000]) {
      const spec = { ...types, map };
      const next = nextGrowth(spec, figuresOf(spec, entries));
      t.is(next?.entries, measuredGrowth(spec, entries), `${map} with ${entries} entries`);
    }
});

test('A map that shrank keeps its table, so its growth stays where it was', (t) => {
  const spec = { ...types, map: 'go1.22' } as const;
  const next = nextGrowth(spec, figuresOf(spec, 1000, 900));
  t.like(next, { kind: 'double', entries: 1665, entriesLeft: 1565, atEntries: 1665 });
});

test('Where half of a table of V8 is deleted, it is made anew in the same size', (t) => {
  const spec = { ...types, map: 'v8' } as const;
  t.like(nextGrowth(spec, figuresOf(spec, 64, 40)), {
    kind: 'rehash',
    entries: 25,
    fromBuckets: 32,
    toBuckets: 32,
    bytesDuring: 32 + 2 * (40 + 28 * 64),
    bytesAfter: 32 + 40 + 28 * 64,
  });
});

test('Every model has a next growth with a peak above what it holds, and a time at a rate', (t) => {
  for (const map of mapModels) {
    const spec = { ...types, map };
    const figures = figuresOf(spec, 1000);
    const next = nextGrowth(spec, figures, 10, 1e9);
    t.truthy(next, map);
    if (next === null) continue;
    t.true(next.bytesDuring > figures.bytes.held, map);
    t.is(next.inMinutes, next.entriesLeft / 10, map);
    t.true(next.fits, map);
    t.false(nextGrowth(spec, figures, 10, next.bytesDuring - 1)?.fits, map);
    t.true(nextGrowth(spec, figures, 10, next.bytesDuring)?.fits, map);
    t.is(nextGrowth(spec, figures)?.fits, null, map);
    t.is(nextGrowth(spec, figures, 0)?.inMinutes, null, map);
    t.is(nextGrowth(spec, figures, -3)?.inMinutes, null, map);
  }
});

test('Of several shards the nearest grows, beside what the others hold', (t) => {
  const spec: LiveMapSpec = { ...types, map: 'go1.22', guard: 'sharded:2', hint: 0 };
  const shards = [27, 50].map((entries) => figuresOf({ ...types, map: 'go1.22' }, entries));
  const next = nextGrowth(spec, shards, 6);
  t.like(next, { shard: 1, kind: 'double', entries: 53, entriesLeft: 3, atEntries: 77 + 2 * 3 });
  t.is(next?.inMinutes, 1);
  const peak = (shards[0]?.bytes.held ?? 0) + (next?.bytesDuring ?? 0);
  t.true(nextGrowth(spec, shards, null, peak)?.fits);
  t.false(nextGrowth(spec, shards, null, peak - 1)?.fits);
});

test('No growth is foreseen of a sync.Map, of a full Map of V8, and of no shard', (t) => {
  const figures = figuresOf({ ...types, map: 'go1.27' }, 100);
  t.is(nextGrowth({ ...types, map: 'go1.27', guard: 'sync.Map' }, figures), null);
  const full = { entries: 2 ** 24, capacityEntries: 2 ** 24, buckets: 2 ** 23 };
  t.is(nextGrowth({ ...types, map: 'v8' }, { ...figures, ...full }), null);
  t.is(nextGrowth({ ...types, map: 'go1.22' }, []), null);
});

test('A type that only the program knows is given as the runtime describes it', (t) => {
  const int64 = namedGoType('int64');
  if (int64 === null) throw new Error('expected Go to have an int64');
  const figures = figuresOf({ ...types, map: 'go1.27' }, 500);
  const named = nextGrowth({ ...types, map: 'go1.27' }, figures);
  const key = { ...int64, name: 'main.UserID' };
  t.deepEqual(nextGrowth({ map: 'go1.27', key, value: int64 }, figures), named);
  t.throws(() => nextGrowth({ map: 'go1.27', key: 'main.UserID', value: 'int64' }, figures), {
    message: /^expected key to be a Go type/,
  });
});

test('What is left to a growth is the same for a plan, a service and what is attached to', (t) => {
  const growth = { entries: 1665, bytesDuring: 1000 };
  const now = { entries: 1600, ratePerMinute: 13, limitBytes: 1500 };
  t.deepEqual(growthAhead(growth, now), { entriesLeft: 65, inMinutes: 5, fits: true });
  t.deepEqual(growthAhead(growth, { ...now, shards: 4, bytesElsewhere: 501 }), {
    entriesLeft: 65,
    inMinutes: 20,
    fits: false,
  });
  t.deepEqual(growthAhead({ ...growth, bytesDuring: null }, { ...now, ratePerMinute: NaN }), {
    entriesLeft: 65,
    inMinutes: null,
    fits: null,
  });
  t.is(growthAhead(growth, { ...now, entries: 1700 }).inMinutes, 0);
});
