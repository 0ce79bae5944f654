import test from 'ava';
import { tableFigures } from '../../../src/report/run/sections/tables/table-figures.ts';
import type { ExactCounts } from '../../../src/lab/record/exact-result.ts';
import type { MapQuality } from '../../../src/maps/figures/map-quality.ts';
import type { MapShape } from '../../../src/maps/figures/map-shape.ts';
import { classicCounts } from '../../support/classic-counts.ts';

const shape: MapShape = {
  bytesTable: 2 ** 20,
  bytesOldTable: 0,
  bytesHeaders: 0,
  bytesEntries: 0,
  sparesLeft: null,
  tombstones: null,
  tables: null,
  directoryEntries: null,
  evacuation: null,
  reseeds: 0,
};

const quality: MapQuality = {
  entries: 2000,
  hitProbes: [0, 2000],
  missProbes: [0, 1],
  meanHitProbes: 1,
  meanMissProbes: 1,
  entriesPerHome: [1],
  expectedEntriesPerHome: [1],
  tagFalsePositives: 20,
  stuckBits: [],
  tombstones: 0,
};

const counts = classicCounts({ inserts: 2000 });
const { shape: _1, quality: _2, ...bare } = counts;

function rows(changes: Partial<ExactCounts>, family: 'classic' | 'swiss' | 'v8' = 'classic') {
  return tableFigures({ ...bare, ...changes }, family).map((row) => row.map(String).join(' | '));
}

test('a record without shape and quality shows load, overflow and growths', (t) => {
  const stats = { ...counts.stats, overflowBuckets: 5, overflowBucketsEstimate: 5 };
  t.deepEqual(rows({ stats }), [
    'load factor | 0.4883 | room for 3,328 entries',
    'overflow buckets | 5 | the runtime counts as many',
    'growths: double | 9 | ',
  ]);
  const guessed = rows({ stats: { ...stats, overflowBucketsEstimate: 8 } });
  t.true(guessed.includes('overflow buckets | 5 | the runtime estimates 8'));
  t.deepEqual(
    rows({ stats: { ...stats, growthsByKind: { split: 0 } } }, 'v8').map(
      (row) => row.split(' ')[0],
    ),
    ['load'],
  );
});

test('a classic map says its old table, its spare buckets and how far its growth is', (t) => {
  const evacuation = {
    oldBuckets: 256,
    movedBuckets: 100,
    fewestWritesLeft: 78,
    mostWritesLeft: 156,
    isStalled: false,
  };
  const made = rows({
    shape: { ...shape, bytesOldTable: 2 ** 19, bytesHeaders: 48, sparesLeft: 7, evacuation },
  });
  for (const row of [
    'table in use | 1.0 MiB | ',
    'old table | 512.0 KiB | until its growth ends',
    'headers | 48 B | ',
    'spare overflow buckets left | 7 | ',
    'unfinished growth | 100 of 256 | old buckets moved; 78 to 156 writes would end it',
  ])
    t.true(made.includes(row), `${row}\n${made.join('\n')}`);
  t.false(made.some((row) => row.startsWith('large keys')));
  const stalled = rows({ shape: { ...shape, evacuation: { ...evacuation, isStalled: true } } });
  t.true(stalled.some((row) => row.startsWith('stalled growth | 100 of 256')));
});

const tables = (changes: Partial<MapShape>): string | undefined =>
  rows({ shape: { ...shape, ...changes } }, 'swiss').find((row) => row.startsWith('tables'));

test('a Swiss map says its tables and its directory', (t) => {
  t.is(tables({}), undefined);
  t.is(tables({ tables: 0 }), 'tables | 0 | one group of 8 slots, without a table');
  t.is(tables({ tables: 1 }), 'tables | 1 | ');
  t.is(tables({ tables: 4, directoryEntries: 8 }), 'tables | 4 | in a directory of 8');
});

test('growths stand in one order, however the record lists them', (t) => {
  const stats = {
    ...counts.stats,
    growthsByKind: { 'directory-doubling': 4, 'table-growth': 7 },
  };
  t.deepEqual(
    rows({ stats }, 'swiss').filter((row) => row.startsWith('growths')),
    ['growths: table-growth | 7 | ', 'growths: directory-doubling | 4 | '],
  );
});

test('what the hash is worth is said from a hundred entries on', (t) => {
  const made = rows({
    quality: { ...quality, stuckBits: [0, 1, 2, 9], tombstones: 500 },
    shape: { ...shape, reseeds: 3 },
  });
  for (const row of [
    'stuck hash bits | 4 | alike in all entries: 0 to 2, 9',
    'keys compared in vain | 20 | 0.0100 per hit: 8 bits of the hash were alike',
    'deleted slots passed | 500 | 20 % of those in use',
    'new hash seeds | 3 | taken when it was empty',
  ])
    t.true(made.includes(row), `${row}\n${made.join('\n')}`);
  const swiss = rows({ quality }, 'swiss');
  t.true(swiss.includes('stuck hash bits | 0 | every bit of the hash differs somewhere'));
  t.true(
    swiss.includes('keys compared in vain | 20 | 0.0100 per hit: 7 bits of the hash were alike'),
  );
  const few = rows({ quality: { ...quality, entries: 99 } });
  t.false(few.some((row) => row.startsWith('stuck')));
  t.false(rows({ quality: { ...quality, entries: 0 } }).some((row) => row.startsWith('keys')));
});
