import process from 'node:process';
import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { checkOperations } from '../../../src/lab/config/schema/check-operations.ts';
import { nativeExactPass } from '../../../src/lab/subjects/native/native-exact-pass.ts';
import { nativeModule } from '../../../src/lab/subjects/module/built-in-module.ts';
import { requireOffered } from '../../../src/lab/subjects/module/load-map-module.ts';
import { ModuleRun } from '../../../src/lab/subjects/module/module-run.ts';
import { nativeTarget } from '../../../src/lab/subjects/native/native-target.ts';
import { NativeBlocks } from '../../../src/lab/subjects/native/native-blocks.ts';
import { PassStatus } from '../../../src/maps/reference/kernel/kernel-enums.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { referenceExactPass } from '../../../src/lab/subjects/reference/reference-exact-pass.ts';
import { referenceTimedPass } from '../../../src/lab/subjects/reference/reference-timed-pass.ts';
import type { MapStats } from '../../../src/maps/model/map-stats.ts';
import type { Phase, WholeOperation } from '../../../src/lab/workload/workload.ts';
import { fill, makeCell } from '../../support/make-cell.ts';

const keys = { kind: 'sequential' } as const;

const once = (whole: WholeOperation): Phase => ({
  name: whole.kind,
  operationsPerWriter: 1,
  mix: {},
  keys,
  whole: [whole],
});

const drop = (operationsPerWriter: number): Phase => ({
  name: 'drop',
  operationsPerWriter,
  mix: { delete: 1 },
  keys,
});

/** Everything at once, on keys that several writers share. */
const busy: Phase = {
  name: 'busy',
  operationsPerWriter: 6000,
  mix: { insert: 3, update: 1, delete: 1, lookup: 2, readModifyWrite: 1 },
  keys: { kind: 'uniform', keys: 3000 },
  expireAfter: 900,
  whole: [
    { kind: 'clear', every: 2900 },
    { kind: 'delete-if', every: 701, olderThan: 500 },
    { kind: 'iterate', every: 97, first: 20 },
  ],
};

const options = (cell: Cell) => ({ cell, onState: () => undefined, arenaLimitBytes: null });

function countsOf(cell: Cell) {
  const { counts } =
    cell.target === 'native' ? nativeExactPass(options(cell)) : referenceExactPass(options(cell));
  if (counts === null) throw new Error('expected counts');
  return counts;
}

// Oracle: real Go, as docs/iteration.md has it.
for (const [map, full, copied] of [
  ['go1.22', 40_160_344, 2_772_328],
  ['go1.24', 37_740_432, 2_364_592],
] as const)
  test(`${map}: a copy of the 100,000 left of a million is as large as they are, a clear keeps the table`, (t) => {
    const shrunk = [fill(1_000_000), drop(900_000), once({ kind: 'copy', every: 1 })];
    const clear = once({ kind: 'clear', every: 1 });
    const { stats, staircase, operationsByKind } = countsOf(makeCell({ map }, [...shrunk, clear]));
    const heldAt = (operation: number): number =>
      staircase.findLast((point) => point.operation === operation)?.bytesHeld ?? 0;
    t.true(Math.abs(heldAt(1_900_000) - full) < 0.01 * full);
    t.true(Math.abs(heldAt(1_900_001) - copied) < 0.01 * copied);
    t.true(Math.abs(stats.bytesHeld - copied) < 0.1 * copied);
    t.is(stats.entries, 0);
    t.deepEqual(operationsByKind, {
      insert: 1e6,
      update: 0,
      delete: 9e5,
      lookup: 0,
      clear: 1,
      copy: 1,
    });
    // Both were there at once.
    t.true(stats.bytesPeak >= heldAt(1_900_000) + heldAt(1_900_001));
  });

test('a loop over a map in a growth leaves its old buckets where they are', (t) => {
  const growing = countsOf(makeCell({ map: 'go1.22' }, [fill(1666)]));
  const read = countsOf(
    makeCell({ map: 'go1.22' }, [
      fill(1666),
      { ...once({ kind: 'iterate', every: 1 }), operationsPerWriter: 50 },
    ]),
  );
  t.true(growing.stats.isGrowing && read.stats.isGrowing);
  // The list that keeps overflow buckets alive, of which the map had none.
  t.is(read.stats.bytesHeld, growing.stats.bytesHeld + 24);
  t.deepEqual(read.shape?.evacuation?.movedBuckets, growing.shape?.evacuation?.movedBuckets);
  t.is(read.entriesVisited, 50 * 1666);
});

for (const [guard, map] of [
  ['mutex', 'go1.23'],
  ['sharded:4', 'go1.22'],
  ['rwmutex', 'go1.24'],
  ['sync.Map', 'go1.23'],
  ['sync.Map', 'go1.24'],
] as const)
  test(`${guard}, ${map}: threads clear, sweep and loop behind it`, async (t) => {
    const cell = makeCell({ map, guard }, [fill(500), busy]);
    const threads = { ...cell, workload: { ...cell.workload, writers: 3 } };
    const { outcome } = await referenceTimedPass(options(threads));
    t.deepEqual(outcome, { kind: 'completed' });
    const counts = countsOf(threads);
    t.is(counts.operationsByKind.clear, 6);
    t.is(counts.operationsByKind.deleteIf, 24);
    t.is(counts.operations, 3 * 6500);
  });

test('the native Map and a module clear, loop, copy and expire as the model counts', (t) => {
  const phases = [
    fill(1000),
    { ...busy, whole: [...(busy.whole ?? []), { kind: 'copy', every: 800 } as const] },
  ];
  const cell = makeCell({ target: 'native', map: 'v8' }, phases);
  const counted = countsOf(cell);
  const model = countsOf(makeCell({ map: 'go1.24' }, phases));
  t.is(counted.stats.entries, model.stats.entries);
  t.deepEqual(counted.operationsByKind, model.operationsByKind);
  t.is(counted.entriesVisited, model.entriesVisited);
  t.is(counted.entriesExpired, model.entriesExpired);
  const run = new ModuleRun(nativeModule, cell, new NativeBlocks(cell));
  run.begin();
  while (run.fill()) run.perform(run.blocks.length);
  t.is(run.size, model.stats.entries);
});

const native = (...phases: readonly Phase[]): MapStats =>
  countsOf(makeCell({ target: 'native', map: 'v8' }, [fill(100_000), drop(50_000), ...phases]))
    .stats;

test('a copied native Map has the table of what is left, a cleared one the smallest', (t) => {
  t.is(native().bytesHeld, 3_670_088);
  t.is(native(once({ kind: 'copy', every: 1 })).bytesHeld, 1_835_080);
  t.is(native(once({ kind: 'clear', every: 1 })).bytesHeld, 184);
});

for (const map of ['go1.22', 'go1.24'] as const)
  test(`${map}: a loop that stays open meets keys that come meanwhile, and a timed pass does the same`, async (t) => {
    const phases = [
      fill(2000),
      once({ kind: 'iterate', every: 1, step: 2 }),
      {
        ...fill(3000),
        mix: { insert: 1, lookup: 1 },
        keys: { kind: 'uniform', keys: 9000 } as const,
      },
    ];
    const cell = makeCell({ map }, phases);
    const { entriesVisited = 0, stats } = countsOf(cell);
    // All of those that were there, and some of those that came.
    t.true(entriesVisited > 2000 && entriesVisited < stats.entries);
    const { outcome, measurement } = await referenceTimedPass(options(cell));
    t.deepEqual(outcome, { kind: 'completed' });
    t.true((measurement?.iterations.length ?? 0) > 0);
  });

test('values of struct{} make the native map a Set, with the table of one, copies of this Node.js among them', (t) => {
  const target = { target: 'native', map: 'v8', value: 'struct{}' } as const;
  const churned = [fill(100_000), drop(50_000)];
  const stats = (...phases: readonly Phase[]): MapStats => countsOf(makeCell(target, phases)).stats;
  // 72 bytes and 20 for each of 2^17 entries, where a Map has 28.
  t.is(stats(fill(100_000)).bytesHeld, 2_621_512);
  t.is(stats(...churned).bytesHeld, 2_621_512);
  const nodeMajor = Number.parseInt(process.versions.node, 10);
  const copied = stats(...churned, once({ kind: 'copy', every: 1 }));
  // Node.js 22 and newer make room for half as many again: 75,000 entries, so 2^17 and not 2^16.
  t.is(copied.bytesHeld, nodeMajor < 22 ? 1_310_792 : 2_621_512);
  t.is(stats(fill(9), once({ kind: 'clear', every: 1 })).bytesHeld, 32 + 40 + 20 * 4);
  const ageless = busy.whole?.filter(({ kind }) => kind !== 'delete-if') ?? [];
  const { expireAfter, ...mixed } = busy;
  t.is(expireAfter, 900);
  const both = [target, { map: 'go1.24', value: 'struct{}' } as const].map((overrides) =>
    countsOf(makeCell(overrides, [fill(1000), { ...mixed, whole: ageless }])),
  );
  t.is(both[0]?.stats.entries, both[1]?.stats.entries);
  t.is(both[0]?.entriesVisited, both[1]?.entriesVisited);
});

test('the heap of a native Set is that of the model, within 1 %', async (t) => {
  const cell = makeCell({ target: 'native', map: 'v8', value: 'struct{}' }, [fill(100_000)]);
  const { heap } = await nativeTarget.exactPass(options(cell));
  const last = heap?.steps.at(-1);
  t.is(last?.modelBytes, 2_621_512);
  t.true(Math.abs((last?.heapBytes ?? 0) / 2_621_512 - 1) < 0.01, String(last?.heapBytes));
});

test('what keys in parts own beside the map is given back by deletes, copies, clears and at the end', (t) => {
  for (const [map, key] of [
    ['go1.22', 'any'],
    ['go1.22', '[9]string'],
    ['go1.24', 'struct { a string; b any }'],
  ] as const) {
    const blank = makeCell({ map, key }, [
      fill(3000),
      {
        name: 'churn',
        operationsPerWriter: 6000,
        mix: { insert: 2, delete: 1 },
        keys: { kind: 'uniform', keys: 4000 },
        whole: [
          { kind: 'iterate', every: 500, step: 2 },
          { kind: 'copy', every: 2900 },
        ],
      },
      once({ kind: 'clear', every: 1 }),
      fill(500),
    ]);
    const interfaceKeys = key === '[9]string' ? {} : { interfaceKeys: 'mixed' as const };
    const cell = { ...blank, workload: { ...blank.workload, ...interfaceKeys } };
    const placed = new PlacedCell(cell, 2 ** 28);
    const { exports } = placed.kernel;
    const left = [0, 1, 2].map(() => {
      t.true(placed.makeMaps({ hasEvents: false, hasClock: false }));
      exports.exactBegin(placed.pass, 1000n);
      t.is(exports.exactRun(placed.pass, 2 ** 20), PassStatus.Done);
      placed.freeMaps();
      return placed.arenaCounters().unchargedBytes;
    });
    t.is(new Set(left).size, 1, key);
  }
});

test('what a target, guard or value cannot do is refused with the reason', (t) => {
  const message = (overrides: Partial<Cell>, phase: Phase, writers = 1): string => {
    const cell = makeCell(overrides, [phase]);
    const checked = { ...cell, workload: { ...cell.workload, writers } };
    return t.throws(() => checkOperations(checked)).message;
  };
  const clear = once({ kind: 'clear', every: 1 });
  const copy = once({ kind: 'copy', every: 1 });
  t.is(
    message({ target: 'http' }, clear),
    'cell: expected operations on single keys beside the target http, whose services have no others, got clear',
  );
  t.is(
    message({}, clear, 2),
    'cell: expected a guard or a single writer beside clear, as what a loop sees of a race is not modelled, got guard none and 2 writers',
  );
  t.is(
    message({ guard: 'sync.Map' }, copy),
    'cell: expected another guard beside copy, as a sync.Map must not be copied, got sync.Map',
  );
  t.is(
    message({ value: 'int32' }, busy),
    'cell: expected value to have at least 8 bytes and no pointers where entries have an age, as its first word says when it was written, got int32',
  );
  const open = once({ kind: 'iterate', every: 1, step: 2 });
  t.is(
    message({ target: 'native' }, open),
    'cell: expected the target reference or go beside step, whose loops stay open as those of Go do, got native',
  );
  t.is(
    message({ guard: 'mutex' }, open),
    'cell: expected one writer and guard none beside step, as a guard would have to be held until the loop ends, got guard mutex and 1 writer',
  );
  t.is(
    message({ target: 'native', value: 'struct{}' }, busy),
    'cell: expected value to hold a number where entries have an age, which a Set has none of, got struct{}',
  );
  const without = Object.fromEntries(
    Object.entries(nativeModule).filter(([name]) => name !== 'entries'),
  );
  t.is(
    t.throws(() => {
      requireOffered(without, makeCell({}, [copy]), './cache.ts');
    }).message,
    'cell: expected ./cache.ts to export entries for the operation copy, got no such function',
  );
});

test('every insert of NaN makes an entry that no delete finds; loops, copies and clears see them', (t) => {
  const phases = [fill(10_000), drop(10_000)];
  for (const map of ['go1.22', 'go1.24'] as const) {
    const blank = makeCell({ map, key: 'float64' }, phases);
    const cell = { ...blank, workload: { ...blank.workload, nanEvery: 10 } };
    const counts = countsOf(cell);
    t.is(counts.stats.entries, 1000);
    const within = (more: readonly Phase[]): ReturnType<typeof countsOf> =>
      countsOf({ ...cell, workload: { ...cell.workload, phases: [...phases, ...more] } });
    const looped = within([once({ kind: 'copy', every: 1 }), once({ kind: 'iterate', every: 1 })]);
    t.is(looped.entriesVisited, 1000);
    t.is(within([once({ kind: 'clear', every: 1 })]).stats.entries, 0);
    t.is(within([fill(10_000)]).stats.entries, 11_000);
  }
  // JavaScript has one key NaN, which is found.
  const scripted = makeCell({ target: 'native', map: 'v8', key: 'float64' }, phases);
  t.is(
    countsOf({ ...scripted, workload: { ...scripted.workload, nanEvery: 10 } }).stats.entries,
    0,
  );
});

for (const map of ['go1.22', 'go1.24'] as const)
  test(`${map}: a loop in a growth visits every NaN once`, (t) => {
    for (const entries of [60, 110, 430, 900, 1700]) {
      const cell = makeCell({ map, key: 'float32' }, [
        { ...fill(entries), whole: [{ kind: 'iterate', every: 7, first: 1 }] },
        once({ kind: 'iterate', every: 1 }),
      ]);
      const counts = countsOf({ ...cell, workload: { ...cell.workload, nanEvery: 2 } });
      const loops = Math.floor(entries / 7);
      t.is(counts.entriesVisited, loops + counts.stats.entries);
    }
  });
