import test from 'ava';
import { type Random, seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import type { MapFigures, TableFigures } from '../../../src/maps/figures/map-figures.ts';
import { nextGrowth } from '../../../src/maps/figures/next-growth.ts';

const spec = { map: 'go1.24', key: 'int64', value: 'int64' } as const;
/** 128 groups of 8 slots of 16 bytes with their control words. */
const tableBytes = 128 * (8 + 8 * 16);

function figuresOf(entries: number, tables: readonly TableFigures[]): MapFigures {
  const slots = tables.reduce((sum, table) => sum + table.slots, 0);
  const current = (slots / 1024) * tableBytes;
  const headers = 48 + 8 * tables.length + 32 * tables.length;
  return {
    entries,
    deleted: 0,
    capacityEntries: (slots * 7) / 8,
    loadFactor: entries / slots,
    buckets: slots / 8,
    overflowBuckets: 0,
    bytes: { held: current + headers, current, old: 0, headers, entries: 0, peak: null },
    growing: null,
    growthsByKind: null,
    tables,
  };
}

/** Fills 64 tables by random hashes until the first, or the last of those that wait, is full. */
function simulate(left: readonly number[], until: 'first' | 'last', random: Random): number {
  const rest = [...left];
  let waiting = left.filter((each) => each < Infinity).length;
  for (let inserts = 1; ; inserts++) {
    const table = Math.floor(random() * 64);
    rest[table] = (rest[table] ?? 0) - 1;
    if (rest[table] !== -1) continue;
    waiting -= 1;
    if (until === 'first' || waiting === 0) return inserts;
  }
}

function medianOf(runs: readonly number[]): number {
  return runs.toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? 0;
}

test('the tables of a Swiss map tell where its next wave begins, and what all of it takes', (t) => {
  const random = seededRandom(7);
  // Half full: 448 of 896 on the average, by the hash more or less.
  const left = Array.from({ length: 64 }, () => 448 + Math.floor(random() * 60) - 30);
  const tables = left.map((insertsLeft) => ({ slots: 1024, insertsLeft, share: 1 / 64 }));
  const figures = figuresOf(64 * 448, tables);
  const next = nextGrowth(spec, figures, 600);
  const simulated = medianOf(Array.from({ length: 101 }, () => simulate(left, 'first', random)));
  const error = Math.abs((next?.entriesLeft ?? 0) / simulated - 1);
  t.true(error < 0.02, `${next?.entriesLeft} of ${simulated}`);
  t.is(next?.kind, 'split');
  t.is(next?.inMinutes, (next?.entriesLeft ?? 0) / 600);
  // 64 more tables with their records, a directory of 128, and the last table beside its halves.
  const after = figures.bytes.held + 64 * tableBytes + 64 * 32 + 64 * 8;
  t.is(next?.bytesAfter, after);
  t.is(next?.bytesDuring, after + tableBytes);
});

test('once some tables have split, the last of the others ends the wave', (t) => {
  const random = seededRandom(8);
  const left = Array.from({ length: 64 }, (_, i) =>
    i < 20 ? Infinity : 10 + Math.floor(random() * 100),
  );
  const tables = left.flatMap((insertsLeft) =>
    insertsLeft === Infinity
      ? [448, 448].map((each) => ({ slots: 1024, insertsLeft: each, share: 1 / 128 }))
      : [{ slots: 1024, insertsLeft, share: 1 / 64 }],
  );
  const figures = figuresOf(54_000, tables);
  const next = nextGrowth(spec, figures, null);
  const simulated = medianOf(Array.from({ length: 101 }, () => simulate(left, 'last', random)));
  const error = Math.abs((next?.entriesLeft ?? 0) / simulated - 1);
  t.true(error < 0.04, `${next?.entriesLeft} of ${simulated}`);
  t.is(next?.bytesAfter, figures.bytes.held + 44 * (tableBytes + 32));
});

test('a single Swiss table grows when it says that nothing is left', (t) => {
  // Deleted entries took places that are not free again.
  const figures = figuresOf(100, [{ slots: 512, insertsLeft: 50, share: 1 }]);
  t.like(nextGrowth(spec, figures), {
    kind: 'table-growth',
    atEntries: 151,
    fromBuckets: 512,
    toBuckets: 1024,
  });
});
