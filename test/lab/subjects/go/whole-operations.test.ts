// One after the other: a program that has to share its CPU starts threads, which take heap of their own.
import test from 'ava';
import { goExactPass } from '../../../../src/lab/subjects/go/go-exact-pass.ts';
import { hashSeedOfCell } from '../../../../src/lab/subjects/hash-seeds.ts';
import { referenceExactPass } from '../../../../src/lab/subjects/reference/reference-exact-pass.ts';
import type { ExactCounts } from '../../../../src/lab/record/exact-result.ts';
import type { Phase } from '../../../../src/lab/workload/workload.ts';
import { goHere } from '../../../support/go-here.ts';
import { makeCell } from '../../../support/make-cell.ts';

const sequential = { kind: 'sequential' } as const;

/** Every operation, in growths and outside them: 110,005 operations. */
const phases: readonly Phase[] = [
  { name: 'fill', operationsPerWriter: 27_000, mix: { insert: 1 }, keys: sequential },
  {
    name: 'sweep while it grows',
    operationsPerWriter: 1,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'delete-if', every: 1, olderThan: 20_000 }],
  },
  {
    name: 'churn',
    operationsPerWriter: 63_000,
    mix: { insert: 3, update: 1, delete: 1, lookup: 2, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 40_000 },
    expireAfter: 20_000,
    whole: [
      { kind: 'iterate', every: 700, first: 5 },
      { kind: 'delete-if', every: 9000, olderThan: 25_000 },
      { kind: 'copy', every: 14_500, hint: true },
    ],
  },
  {
    name: 'shrink',
    operationsPerWriter: 1,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'copy', every: 1 }],
  },
  {
    name: 'read',
    operationsPerWriter: 3,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'iterate', every: 1 }],
  },
  {
    name: 'again',
    operationsPerWriter: 20_000,
    mix: { insert: 1, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 9000 },
    whole: [{ kind: 'clear', every: 7001 }],
  },
];

/** The variable of the program that holds the map, which is none of the map's own bytes. */
const variable = { bytes: 8, allocations: 1 };

function compared({ operationsByKind, stats, ...counts }: ExactCounts, own = variable): object {
  return {
    operationsByKind,
    visited: counts.entriesVisited,
    expired: counts.entriesExpired,
    entries: stats.entries,
    bytesHeld: stats.bytesHeld - own.bytes,
    totalBytesAllocated: stats.totalBytesAllocated - own.bytes,
    totalAllocations: stats.totalAllocations - own.allocations,
    buckets: stats.buckets,
    overflowBuckets: stats.overflowBuckets,
    growthsByKind: stats.growthsByKind,
    growths: counts.growthEvents.map(({ kind, operation, entries, toBuckets, writesToFinish }) => [
      kind,
      operation,
      entries,
      toBuckets,
      writesToFinish,
    ]),
  };
}

for (const [minor, map] of [
  [22, 'go1.22'],
  [23, 'go1.23'],
  [24, 'go1.24'],
  [27, 'go1.27'],
] as const)
  test.serial(
    `110,005 operations with loops, copies, sweeps and clears take the same of a model and of a real ${map}`,
    async (t) => {
      const go = await goHere(t, minor);
      if (go === null) return;
      const blank = makeCell({ map, target: 'go' }, phases);
      const cell = { ...blank, workload: { ...blank.workload, seed: 7 } };
      const options = { cell, onState: () => undefined, arenaLimitBytes: null };
      const { counts: model } = referenceExactPass(options, hashSeedOfCell(cell));
      const { counts: real } = await goExactPass(options, go);
      if (model === null || real === null) throw new Error('expected both to count');
      t.is(model.operations, 110_005);
      t.true((model.entriesExpired ?? 0) > 20_000);
      t.deepEqual(compared(model, { bytes: 0, allocations: 0 }), compared(real));
    },
  );

/** Loops that stay open while keys come and go, also through growths: 102,015 operations. */
const openLoops: readonly Phase[] = [
  {
    name: 'grow in loops',
    operationsPerWriter: 40_000,
    mix: { insert: 1 },
    keys: sequential,
    whole: [{ kind: 'iterate', every: 173, step: 3 }],
  },
  {
    name: 'one loop',
    operationsPerWriter: 1,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'iterate', every: 1, step: 1 }],
  },
  {
    name: 'through two growths',
    operationsPerWriter: 30_000,
    mix: { insert: 6, delete: 1, update: 1 },
    keys: { kind: 'uniform', keys: 400_000 },
  },
  {
    name: 'clear',
    operationsPerWriter: 1,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'clear', every: 1 }],
  },
  {
    name: 'small',
    operationsPerWriter: 12,
    mix: { insert: 1 },
    keys: sequential,
    whole: [{ kind: 'iterate', every: 4, step: 1 }],
  },
  {
    name: 'churn',
    operationsPerWriter: 32_001,
    mix: { insert: 3, delete: 3, readModifyWrite: 1, lookup: 1 },
    keys: { kind: 'uniform', keys: 6000 },
    whole: [
      { kind: 'iterate', every: 997, step: 2 },
      { kind: 'copy', every: 10_007 },
    ],
  },
];

for (const [minor, map, key, value] of [
  [22, 'go1.22', 'int64', 'int64'],
  [22, 'go1.22', 'string', '*int'],
  [23, 'go1.23', 'int64', '[200]byte'],
  [24, 'go1.24', 'int64', 'int64'],
  [24, 'go1.24', 'string', 'int64'],
  [27, 'go1.27', 'int64', 'int64'],
] as const)
  test.serial(
    `102,015 operations in loops that stay open take the same of a model and of a real ${map} of ${key} to ${value}`,
    async (t) => {
      const go = await goHere(t, minor);
      if (go === null) return;
      const cell = makeCell({ map, key, value, target: 'go' }, openLoops);
      const options = { cell, onState: () => undefined, arenaLimitBytes: null };
      const { counts: model } = referenceExactPass(options, hashSeedOfCell(cell));
      const { counts: real } = await goExactPass(options, go);
      if (model === null || real === null) throw new Error('expected both to count');
      t.is(model.operations, 102_015);
      t.true((model.entriesVisited ?? 0) > 80_000);
      t.deepEqual(compared(model, { bytes: 0, allocations: 0 }), compared(real));
    },
  );

for (const [minor, map, key] of [
  [22, 'go1.22', 'float64'],
  [24, 'go1.24', 'float32'],
  [27, 'go1.27', 'netip.Addr'],
] as const)
  test.serial(`keys ${key} take the same of a model and of a real ${map}`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const [fill, sweep] = phases;
    if (fill === undefined || sweep === undefined) throw new Error('expected two phases');
    const cell = makeCell({ map, key, target: 'go' }, [fill, sweep]);
    const options = { cell, onState: () => undefined, arenaLimitBytes: null };
    const { counts: model } = referenceExactPass(options, hashSeedOfCell(cell));
    const { counts: real } = await goExactPass(options, go);
    if (model === null || real === null) throw new Error('expected both to count');
    t.deepEqual(compared(model, { bytes: 0, allocations: 0 }), compared(real));
  });

/** Keys that come, go and come back, in loops that stay open, with a copy: 15,000 operations. */
const keyed: readonly Phase[] = [
  { name: 'fill', operationsPerWriter: 3000, mix: { insert: 1 }, keys: sequential },
  {
    name: 'busy',
    operationsPerWriter: 9000,
    mix: { insert: 3, update: 1, delete: 2, lookup: 1, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 6000 },
    whole: [
      { kind: 'iterate', every: 997, step: 2 },
      { kind: 'copy', every: 5007 },
    ],
  },
  { name: 'drop', operationsPerWriter: 3000, mix: { delete: 1 }, keys: sequential },
];

/** Each of these is one program that a Go builds; every law of hashing in parts is in every version. */
for (const [key, interfaceKeys, minors] of [
  ['any', 'int', [22, 27]],
  ['any', 'string', [24]],
  ['any', 'mixed', [22, 24, 27]],
  ['complex128', undefined, [22, 24, 27]],
  ['complex64', undefined, [24]],
  ['struct { a string; b int32 }', undefined, [22, 24, 27]],
  // Padding inside and behind, which is not hashed.
  ['struct { a int32; b int8; c float64; d int8 }', undefined, [22, 24, 27]],
  ['struct { a int8; b int64; _ int32; c int16; d int16 }', undefined, [24]],
  // Go treats it as the string that it is.
  ['struct { s string }', undefined, [22, 27]],
  // Keys in objects of their own.
  ['[9]string', undefined, [22, 24]],
  ['struct { a any; b int64 }', 'mixed', [22, 24]],
  // From Go 1.27 on memory is joined through structs and short arrays.
  ['struct { x [2]int64; b struct { c int64; s string }; d int8 }', undefined, [24, 27]],
  ['struct { x int32; y [3]struct { a int32; f float32; b int32 }; z int32 }', undefined, [22, 27]],
] as const)
  for (const minor of minors)
    test.serial(
      `keys ${key}${interfaceKeys === undefined ? '' : ` of ${interfaceKeys}`} take the same of a model and of a real Go 1.${minor}`,
      async (t) => {
        const go = await goHere(t, minor);
        if (go === null) return;
        const blank = makeCell({ map: `go1.${minor}`, key, target: 'go' }, keyed);
        const cell = {
          ...blank,
          workload: {
            ...blank.workload,
            ...(interfaceKeys === undefined ? {} : { interfaceKeys }),
          },
        };
        const options = { cell, onState: () => undefined, arenaLimitBytes: null };
        const { counts: model } = referenceExactPass(options, hashSeedOfCell(cell));
        const { counts: real } = await goExactPass(options, go);
        if (model === null || real === null) throw new Error('expected both to count');
        t.is(model.operations, 15_000);
        t.deepEqual(compared(model, { bytes: 0, allocations: 0 }), compared(real));
      },
    );

/** Load, Store, CompareAndSwap, LoadOrStore, Delete, Range in part and whole, with deletes, and Clear: 100,003. */
const synced: readonly Phase[] = [
  { name: 'fill', operationsPerWriter: 20_000, mix: { insert: 1 }, keys: sequential },
  {
    name: 'busy',
    operationsPerWriter: 60_000,
    mix: { insert: 3, update: 1, delete: 1, lookup: 2, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 30_000 },
    expireAfter: 20_000,
    whole: [
      { kind: 'iterate', every: 5000, first: 5 },
      { kind: 'delete-if', every: 9000, olderThan: 15_000 },
    ],
  },
  {
    name: 'range',
    operationsPerWriter: 2,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'iterate', every: 1 }],
  },
  {
    name: 'clear',
    operationsPerWriter: 1,
    mix: {},
    keys: sequential,
    whole: [{ kind: 'clear', every: 1 }],
  },
  {
    name: 'again',
    operationsPerWriter: 20_000,
    mix: { insert: 1, readModifyWrite: 1 },
    keys: { kind: 'uniform', keys: 9000 },
  },
];

/** What no hash decides. */
function certain({ operationsByKind, entriesVisited, entriesExpired, stats }: ExactCounts): object {
  return { operationsByKind, entriesVisited, entriesExpired, entries: stats.entries };
}

for (const [minor, map] of [
  [22, 'go1.22'],
  [23, 'go1.23'],
  [24, 'go1.24'],
  [27, 'go1.27'],
] as const)
  test.serial(
    `100,003 operations on a sync.Map visit and delete the same, and take the same within 1 %, of a model and of a real ${map}`,
    async (t) => {
      const go = await goHere(t, minor);
      if (go === null) return;
      // Values of 24 bytes: where smaller ones share blocks of 16 depends on when the collector ran.
      const cell = makeCell({ map, guard: 'sync.Map', value: '[3]int64', target: 'go' }, synced);
      const options = { cell, onState: () => undefined, arenaLimitBytes: null };
      const { counts: model } = referenceExactPass(options, hashSeedOfCell(cell));
      const { counts: real } = await goExactPass(options, go);
      if (model === null || real === null) throw new Error('expected both to count');
      t.is(model.operations, 100_003);
      t.true((model.entriesExpired ?? 0) > 10_000);
      t.deepEqual(certain(model), certain(real));
      for (const figure of ['totalAllocations', 'totalBytesAllocated', 'bytesHeld'] as const) {
        // Each has a hash seed of its own: nodes of a trie and overflow buckets differ by chance.
        const apart = Math.abs(model.stats[figure] / real.stats[figure] - 1);
        t.true(apart < 0.01, `${figure}: ${model.stats[figure]} and ${real.stats[figure]}`);
      }
    },
  );
