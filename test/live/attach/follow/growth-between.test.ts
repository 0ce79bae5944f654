import test from 'ava';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import type { MapFigures } from '../../../../src/maps/figures/map-figures.ts';
import { growthBetween } from '../../../../src/live/attach/follow/growth-between.ts';
import { madeLiveMap } from '../../../support/made-live-map.ts';

function looked(atMs: number, more: Partial<MapFigures>, kind: LiveMap['kind'] = 'map'): LiveMap {
  const map = madeLiveMap('m1', 100, atMs);
  return { ...map, kind, figures: { ...map.figures, ...more } };
}

function kindOf(
  runtime: 'go' | 'node',
  before: Partial<MapFigures>,
  now: Partial<MapFigures>,
  kind: LiveMap['kind'] = 'map',
): string | null {
  return growthBetween(looked(0, before, kind), looked(1, now, kind), runtime)?.kind ?? null;
}

const bytes = { held: 3000, current: 2000, old: 0, headers: 48, entries: null, peak: null };
const growing = {
  oldBuckets: 64,
  movedBuckets: 10,
  fewestWritesLeft: null,
  mostWritesLeft: null,
  isStalled: null,
};
const table = { slots: 8, insertsLeft: 2, share: 0.5 };

function tables(count: number): Pick<MapFigures, 'tables'> {
  return { tables: Array.from({ length: count }, () => table) };
}

test('a Map of Node.js doubles, shrinks, or is made anew in its size without its deleted entries', (t) => {
  t.is(kindOf('node', { buckets: 32 }, { buckets: 64 }, 'Map'), 'double');
  t.is(kindOf('node', { buckets: 64 }, { buckets: 32 }, 'Set'), 'shrink');
  t.is(kindOf('node', { deleted: 9 }, { deleted: 2 }, 'Map'), 'rehash');
  t.is(kindOf('node', { deleted: 2 }, { deleted: 9 }, 'Map'), null);
  // Whether an object or a weak map was made anew nobody sees.
  t.is(kindOf('node', { deleted: 9 }, { deleted: 2 }, 'WeakMap'), null);
  t.is(kindOf('node', { deleted: null }, { deleted: null }, 'Map'), null);
});

test('a classic map of Go doubles, or moves to a table of its size', (t) => {
  t.is(kindOf('go', { buckets: 32 }, { buckets: 64 }), 'double');
  t.is(kindOf('go', { growing: null }, { growing }), 'same-size');
  t.is(kindOf('go', { growing }, { growing }), null);
  t.is(kindOf('go', {}, {}), null);
});

test('a Swiss map of Go grows its only table, then splits tables', (t) => {
  t.is(kindOf('go', { ...tables(1), buckets: 8 }, { ...tables(1), buckets: 16 }), 'table-growth');
  t.is(kindOf('go', { ...tables(1), buckets: 64 }, { ...tables(2), buckets: 128 }), 'split');
  // A map of one group has no table yet.
  t.is(kindOf('go', { tables: null }, tables(2)), 'split');
});

test('while the old table is there both are counted, else the old one stands beside what is held now', (t) => {
  const before = looked(0, { buckets: 32, bytes: { ...bytes, held: 1500, current: 1000 } });
  const done = growthBetween(before, looked(1, { buckets: 64, bytes }), 'go');
  t.is(done?.bytesDuring, 4000);
  t.is(done?.bytesAfter, 3000);
  const moving = { ...bytes, held: 4000, old: 1000 };
  const half = growthBetween(before, looked(1, { buckets: 64, bytes: moving }), 'go');
  t.is(half?.bytesDuring, 4000);
  t.is(half?.bytesAfter, null);
});
