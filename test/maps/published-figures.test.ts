import test from 'ava';
import { planGrowth, type GrowthPlan, type MapModel } from '../../src/index.ts';
import { hashSeedOfCell } from '../../src/lab/subjects/hash-seeds.ts';
import { referenceExactPass } from '../../src/lab/subjects/reference/reference-exact-pass.ts';
import type { Guard } from '../../src/maps/model/guards.ts';
import { makeCell } from '../support/make-cell.ts';

const mega = 1e6;
const mebi = 2 ** 20;

interface Request {
  readonly map: MapModel;
  readonly key: string;
  readonly value: string;
  readonly entries: number;
  readonly hint?: number;
  readonly guard?: Guard;
}

function plan(request: Request): GrowthPlan {
  return planGrowth({ hint: 0, ...request });
}

const inMega = (bytes: number): string => (bytes / mega).toFixed(1);

const syncMapHeld = (map: MapModel): string =>
  inMega(
    plan({ map, key: 'string', value: '*int', entries: 500_000, guard: 'sync.Map' }).bytesHeld,
  );

const hintedHeld = (map: MapModel): string =>
  inMega(plan({ map, key: 'string', value: 'string', entries: 0, hint: 640_000 }).bytesHeld);

test('a million of map[int][128]byte take 461 MiB at the most and hold 293 MiB then', (t) => {
  // https://100go.co/28-maps-memory-leaks/: MemStats.Alloc / (1024 * 1024), "461 MB" after the inserts,
  // "293 MB" after the deletes and a collection: a classic map gives no table back on a delete.
  const { peakBytesHeld, bytesHeld } = plan({
    map: 'go1.22',
    key: 'int',
    value: '[128]byte',
    entries: 1e6,
  });
  t.is(Math.round(peakBytesHeld / mebi), 461);
  t.is(Math.round(bytesHeld / mebi), 293);
});

test('a sync.Map of 500,000 strings holds 49.0 MB in Go 1.22 and 58.4 MB in 1.24', (t) => {
  // Live heap of Go 1.22.12 and 1.24.4, strings of 32 bytes and values made before: 48,967,040 B and
  // 58,316,688 B, by a program that stores them and calls runtime.GC twice (measured for this test).
  t.is(syncMapHeld('go1.22'), '49.0');
  t.is(syncMapHeld('go1.24'), '58.4');
});

test('an empty map[string]string with a hint of 640,000 costs 37.9 MB in Go 1.22 and 42.0 in 1.24', (t) => {
  // Live heap of Go 1.22.12 and 1.24.4 after `make(map[string]string, 640_000)`: 37,879,840 B and
  // 41,985,296 B, as such a program measures it.
  t.is(hintedHeld('go1.22'), '37.9');
  t.is(hintedHeld('go1.24'), '42.0');
});

test('3.5 million routing entries hold 800 MB in Go 1.23, which still moves them, and 289 MB in 1.24', (t) => {
  // The map of https://www.datadoghq.com/blog/engineering/go-swiss-tables: a string and a value of 40
  // bytes. Live heap of real Go, keys made before: 800,435,736 B (1.23.5), 288,761,440 B (1.24.4).
  const routing = { key: 'string', value: '[40]byte', entries: 3.5e6 } as const;
  const classic = plan({ map: 'go1.23', ...routing });
  const swiss = plan({ map: 'go1.24', ...routing });
  t.is(inMega(classic.bytesHeld), '800.4');
  t.true(classic.isGrowing);
  t.is(inMega(swiss.bytesHeld), '289.1');
  t.false(swiss.isGrowing);
});

// https://github.com/golang/go/issues/70886: at a constant size, deleted slots make a Swiss table double
// "multiple times"; from Go 1.25 on they are pruned. Oracle: a real map of the same hash and operations, by
// the target `go` (1.24.4, 1.25.12, 1.27.3): bytes held in the end, and 4,729,528 B allocated.
for (const [map, window, full, held] of [
  ['go1.24', 50_000, 1_182_256, 2_364_592],
  ['go1.25', 50_000, 1_182_256, 2_364_592],
  ['go1.27', 50_000, 1_182_256, 2_364_592],
  ['go1.24', 800, 18_520, 73_936],
  ['go1.25', 800, 18_520, 36_992],
] as const)
  test(`${window} entries of ${map} under a million steady inserts and deletes hold ${held} B where they held ${full}`, (t) => {
    const keys = { kind: 'sliding-window', window } as const;
    const cell = makeCell({ map }, [
      { name: 'fill', operationsPerWriter: window, mix: { insert: 1 }, keys },
      {
        name: 'churn',
        operationsPerWriter: 1e6,
        mix: { insert: 1, delete: 1 },
        keys: { ...keys, continues: true },
      },
    ]);
    const options = { cell, onState: () => undefined, arenaLimitBytes: null };
    const { counts } = referenceExactPass(options, hashSeedOfCell(cell));
    t.is(counts?.staircase.find(({ operation }) => operation >= window)?.bytesHeld, full);
    t.is(counts?.stats.bytesHeld, held);
    if (window === 50_000) t.is(counts?.stats.totalBytesAllocated, 4_729_528);
  });
