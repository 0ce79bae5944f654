import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { ExactCounts } from '../../../src/lab/record/exact-result.ts';
import { formatCount } from '../../../src/base/primitives/quantities/format-count.ts';
import { exactCountsSchema } from '../../../src/lab/record/schema/exact-counts-schema.ts';
import { canonicalDigest } from '../../../src/lab/subjects/canonical-digest.ts';
import { nativeExactPass } from '../../../src/lab/subjects/native/native-exact-pass.ts';
import { planIterations } from '../../../src/lab/subjects/iteration-plan.ts';
import { PlacedCell } from '../../../src/lab/subjects/reference/placed-cell.ts';
import { referenceExactPass } from '../../../src/lab/subjects/reference/reference-exact-pass.ts';
import type { ExactEnd } from '../../../src/lab/subjects/target.ts';
import { fill } from '../../support/make-cell.ts';
import { cellOf } from './cell-of.ts';

function pass(cell: Cell, arenaLimitBytes = 2 ** 26): ExactEnd {
  const options = { cell, arenaLimitBytes, onState: () => undefined };
  return cell.target === 'native' ? nativeExactPass(options) : referenceExactPass(options);
}

function counts(cell: Cell): ExactCounts {
  const end = pass(cell);
  if (end.counts === null || end.outcome.kind !== 'completed')
    throw new Error(`expected a completed pass, got ${JSON.stringify(end.outcome)}`);
  return end.counts;
}

const mixed = cellOf(
  {},
  {
    phases: [
      fill(3000),
      {
        name: 'mix',
        operationsPerWriter: 4000,
        mix: { insert: 2, update: 1, delete: 3, lookup: 1 },
        keys: { kind: 'zipfian', keys: 20_000, exponent: 0.9 },
      },
    ],
  },
);

test('two exact passes of a cell agree in every count, and another seed gives others', (t) => {
  for (const cell of [
    mixed,
    { ...mixed, guard: 'sharded:3' } as const,
    { ...mixed, map: 'go1.24' } as const,
    { ...mixed, key: 'string', value: 'string' },
    { ...mixed, key: '[24]byte', value: '[200]byte' },
    { ...mixed, target: 'native' } as const,
  ]) {
    const first = counts(cell);
    t.deepEqual(counts(cell), first);
    t.not(counts({ ...cell, workload: { ...cell.workload, seed: 2 } }).digest, first.digest);
    const { digest, ...rest } = first;
    t.is(canonicalDigest(rest), digest);
  }
});

test('an exact pass tells what the table is made of, shards together', (t) => {
  // The growth at entry 833 moves two of 128 old buckets with each write.
  const oneMap = cellOf({}, { writers: 1, phases: [fill(840)] });
  const { shape, quality } = counts(oneMap);
  t.like(shape, { bytesTable: 40_960, bytesHeaders: 72, tables: null });
  t.deepEqual(shape?.evacuation, {
    oldBuckets: 128,
    movedBuckets: 16,
    fewestWritesLeft: 56,
    mostWritesLeft: 112,
    isStalled: true,
  });
  t.like(quality, { entries: 840, stuckBits: [], tombstones: 0 });
  const sharded = counts(cellOf({ guard: 'sharded:4' }, { writers: 1, phases: [fill(4000)] }));
  t.is(sharded.quality?.entries, 4000);
  t.is(
    sharded.quality?.hitProbes.reduce((sum, entries) => sum + entries, 0),
    4000,
  );
  t.true(
    Math.abs((sharded.quality?.missProbes.reduce((sum, share) => sum + share, 0) ?? 0) - 1) < 1e-9,
  );
  t.deepEqual(sharded.quality?.stuckBits, []);
  const { bytesTable = 0, bytesOldTable = 0, bytesHeaders = 0 } = sharded.shape ?? {};
  t.is(bytesTable + bytesOldTable + bytesHeaders, sharded.stats.bytesHeld);
  t.is(counts({ ...oneMap, target: 'native' }).quality, undefined);
});

test('the digest is the SHA-256 of the JSON with keys in order', (t) => {
  // printf '%s' '{"a":1,"b":null}' | sha256sum
  const oracle = '46e0ff59f6164548317489fbea1133a48f7a83c325c3535e44559c9619afb76b';
  t.is(canonicalDigest({ b: null, a: 1 }), oracle);
  t.not(canonicalDigest({ a: [1, 2] }), canonicalDigest({ a: [2, 1] }));
});

test('a fresh classic map grows at the inserts of the real one, whatever the number of writers', (t) => {
  for (const writers of [1, 4, 8]) {
    const { growthEvents, stats, operations } = counts(
      cellOf({}, { writers, phases: [fill(8000 / writers)] }),
    );
    t.deepEqual(
      growthEvents.map(({ operation }) => operation),
      [9, 14, 27, 53, 105, 209, 417, 833, 1665, 3329, 6657],
    );
    t.deepEqual(
      growthEvents.map(({ toBuckets }) => toBuckets),
      [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048],
    );
    t.is(operations, 8000);
    t.is(stats.entries, 8000);
    t.true(
      growthEvents.every(({ startNs, durationNs }) => startNs === null && durationNs === null),
    );
  }
});

test('operations are counted by kind', (t) => {
  const { operations, operationsByKind } = counts(mixed);
  t.is(operations, 28_000);
  const { insert, update, delete: remove, lookup } = operationsByKind;
  t.is(insert + update + remove + lookup, 28_000);
  // 12,000 of the first phase and two sevenths of 16,000, give or take four standard deviations.
  t.true(Math.abs(insert - 16_571) < 230);
  t.true(Math.abs(remove - 6857) < 250);
  t.deepEqual(counts({ ...mixed, target: 'native' }).operationsByKind, operationsByKind);
});

test('the staircase shows both sides of every growth and no more than it may', (t) => {
  for (const cell of [
    cellOf({}, { phases: [fill(25_000)] }),
    { ...mixed, guard: 'sharded:3' } as const,
  ]) {
    const { staircase, growthEvents, stats, operations } = counts(cell);
    t.true(staircase.length <= 512 + 4 * growthEvents.length);
    t.true(staircase.length >= 500);
    t.deepEqual(
      staircase.map(({ operation }) => operation),
      [...new Set(staircase.map(({ operation }) => operation))].toSorted((a, b) => a - b),
    );
    for (const { operation } of growthEvents) {
      const after = staircase.findIndex((point) => point.operation === operation);
      const [before, at] = [staircase[after - 1], staircase[after]];
      t.is(before?.operation, operation - 1);
      t.true((before?.bytesHeld ?? Infinity) < (at?.bytesHeld ?? 0));
    }
    t.deepEqual(staircase[0], {
      operation: 0,
      entries: 0,
      bytesHeld: staircase[0]?.bytesHeld ?? 0,
      loadFactor: 0,
    });
    t.deepEqual(staircase.at(-1), {
      operation: operations,
      entries: stats.entries,
      bytesHeld: stats.bytesHeld,
      loadFactor: stats.loadFactor,
    });
    t.is(Math.max(...staircase.map(({ bytesHeld }) => bytesHeld)) <= stats.bytesPeak, true);
  }
});

test('shards: the entries of all, events of each in the order of operations', (t) => {
  const one = counts(cellOf({}, { phases: [fill(10_000)] }));
  const many = counts(cellOf({ guard: 'sharded:16' }, { phases: [fill(10_000)] }));
  t.is(many.stats.entries, one.stats.entries);
  t.is(new Set(many.growthEvents.map(({ shard }) => shard)).size, 16);
  const order = many.growthEvents.map(({ operation }) => operation);
  t.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
  );
  t.is(
    many.chains.entriesPerBucket.reduce((sum, chains, entries) => sum + chains * entries, 0),
    40_000,
  );
  // 40,000 keys over 16 shards, 2,500 each, standard deviation 48: all grew to 512 buckets.
  t.is(many.stats.buckets, 16 * 512);
  t.true(many.stats.bytesPeak < one.stats.bytesPeak * 1.1);
});

test('a map that no longer fits ends the pass at the insert, the bytes and the growth that did it', (t) => {
  const cell = cellOf({}, { writers: 8, phases: [fill(100_000)] });
  const { counts: seen, outcome } = pass(cell, 2 ** 24);
  t.deepEqual(outcome, {
    kind: 'out-of-memory',
    operation: 425_985,
    entries: 425_984,
    bytesHeld: seen?.stats.bytesHeld ?? 0,
    // Go's array of 131,072 buckets and their spares: spec figure for int64/int64.
    bytesRefused: 20_054_016,
    limitBytes: 2 ** 24,
    growth: { kind: 'double', fromBuckets: 65_536, toBuckets: 131_072 },
  });
  t.is(seen?.operations, 425_985);
  t.is(seen?.stats.entries, 425_984);
  t.deepEqual(pass(cell, 2 ** 24), { counts: seen, outcome });
});

test('string data counts against the limit beside the map', (t) => {
  const cell = cellOf({ key: 'string' }, { stringKeyBytes: 4096, phases: [fill(5000)] });
  const { counts: seen, outcome } = pass(cell, 2 ** 24);
  t.like(outcome, { kind: 'out-of-memory', growth: null, bytesRefused: 4096 });
  t.true((seen?.stats.entries ?? 0) > 3500 && (seen?.stats.entries ?? 0) <= 4096);
});

test('a hint that does not fit is refused at operation 0', (t) => {
  const { counts: seen, outcome } = pass(cellOf({ hint: 10_000_000 }), 2 ** 24);
  t.is(seen, null);
  t.like(outcome, { kind: 'out-of-memory', operation: 0, entries: 0, growth: null });
});

test('adversarial keys of every type pile up in one bucket', (t) => {
  const phases = [
    {
      name: 'attack',
      operationsPerWriter: 400,
      mix: { insert: 1 },
      keys: { kind: 'adversarial', keys: 400, sharedBits: 9 },
    },
  ] as const;
  for (const key of ['int64', 'int32', 'string', '[16]byte', '[3]byte', '*int'])
    for (const map of ['go1.22', 'go1.23'] as const) {
      const { stats, chains } = counts(cellOf({ key, map }, { writers: 1, phases }));
      t.is(stats.entries, 400);
      t.is(chains.maxChainEntries, 400, `${map} ${key}`);
      t.is(chains.maxChainBuckets, 50);
    }
  const shared = counts(cellOf({ guard: 'sharded:4' }, { writers: 4, ownership: 'same', phases }));
  t.is(shared.stats.entries, 400);
  t.true(shared.chains.maxChainEntries > 70);
});

test('a cell that cannot be run says what was expected', (t) => {
  const refuse = (cell: Cell): string | undefined =>
    t.throws(() => pass(cell), { name: 'SandboxError' })?.message;
  t.is(
    refuse(cellOf({ guard: 'sharded:2000' })),
    'expected guard to be none, mutex, rwmutex, sync.Map or sharded:N with N from 1 to 1024, got sharded:2000',
  );
  t.is(
    refuse(cellOf({ map: 'v8' })),
    'expected map to be a version of Go for the reference target, got v8',
  );
  t.is(
    refuse(cellOf({}, { phases: [{ ...fill(1), mix: {} }] })),
    'test: phases[0].mix: expected at least one weight above 0, got {}',
  );
  t.is(
    refuse(cellOf({ key: 'struct { e error; a int64 }' })),
    'expected key to be a type that a workload makes keys of, as int64, string, any or struct { a int64; b string }, got struct { e error; a int64 }, which holds only what has its methods: write any',
  );
});

test('the native map: growths by the rules of V8, entries as they are', (t) => {
  const native = cellOf({ target: 'native' });
  const filled = counts({ ...native, workload: { ...native.workload, phases: [fill(300)] } });
  t.deepEqual(
    filled.growthEvents.map(({ operation, bytesAfter }) => [operation, bytesAfter]),
    [
      [5, 296],
      [9, 520],
      [17, 968],
      [33, 1864],
      [65, 3656],
      [129, 7240],
      [257, 14_408],
      [513, 28_744],
      [1025, 57_416],
    ],
  );
  t.is(filled.stats.entries, 1200);
  const deleted = counts(
    cellOf(
      { target: 'native' },
      {
        writers: 1,
        phases: [
          fill(1024),
          {
            name: 'drop',
            operationsPerWriter: 1023,
            mix: { delete: 1 },
            keys: { kind: 'sequential' },
          },
        ],
      },
    ),
  );
  t.deepEqual(
    deleted.growthEvents
      .filter(({ kind }) => kind === 'shrink')
      .map(({ entries, toBuckets }) => [entries, toBuckets * 2]),
    [
      [255, 512],
      [127, 256],
      [63, 128],
      [31, 64],
      [15, 32],
      [7, 16],
      [3, 8],
      [1, 4],
    ],
  );
  t.is(deleted.stats.bytesHeld, 184);
});

test('a sync.Map is counted too, and by a schema that every record keeps', (t) => {
  for (const map of ['go1.22', 'go1.27'] as const) {
    const cell = cellOf({ guard: 'sync.Map', map });
    const all = counts(cell);
    t.notThrows(() => exactCountsSchema.parse(JSON.parse(JSON.stringify(all))));
    t.is(all.stats.entries, 8000);
    t.is(counts(cell).digest, all.digest);
  }
});

test('operations are counted beyond 2^32, by the pass, by its writer and on the staircase', (t) => {
  const keys = { kind: 'uniform', keys: 300 } as const;
  const updates = { name: 'again', operationsPerWriter: 3000, mix: { insert: 1 }, keys } as const;
  const cell = new PlacedCell(cellOf({}, { writers: 1, phases: [updates] }), null);
  const { exports, memory } = cell.kernel;
  t.true(cell.makeMaps({ hasEvents: true, hasClock: false }));
  exports.exactBegin(cell.pass, 100n);
  exports.exactRun(cell.pass, 1000);
  // As if 2^32 operations had gone before; entries are fewer than 1000, so that only counts are hit.
  const words = new BigUint64Array(memory.buffer, cell.pass, 512);
  const counters = [...words.keys()].filter((at) => words[at] === 1000n);
  t.is(counters.length, 4, 'operations of the pass and its shard, and of the writer, inserts too');
  for (const at of counters) words[at] = 4_294_968_296n;
  t.is(exports.exactRun(cell.pass, 1500), 0);
  t.is(cell.state().operations, 4_294_969_796);
  t.is(cell.writerCounters()[0]?.insert, 4_294_969_796);
  const points = exports.passPointCount(cell.pass);
  const floats = new Float64Array(memory.buffer, exports.passPoints(cell.pass), points * 4);
  t.is(floats[(points - 1) * 4], 4_294_969_796 - (4_294_969_796 % 100));
});

test('a phase of 2^33 operations is one of 2^33 operations in its plan and its progress', (t) => {
  const huge = { ...fill(2 ** 33), keys: { kind: 'uniform', keys: 300 } } as const;
  const cell = new PlacedCell(cellOf({}, { writers: 2, phases: [huge] }), null);
  const { exports } = cell.kernel;
  t.is(cell.operations, 17_179_869_184);
  t.deepEqual(planIterations(cell.operations, 2), {
    iterations: 1,
    warmOperationsPerWriter: 100_000,
  });
  t.true(cell.makeMaps({ hasEvents: false, hasClock: false }));
  exports.exactBegin(cell.pass, BigInt(cell.operations / 512));
  t.is(exports.exactRun(cell.pass, 10_000), 0, 'more are left');
  t.is(exports.passPointCount(cell.pass) < 30, true, 'points lie as far apart as the run is long');
  t.is(formatCount(cell.operations), '17,179,869,184');
});
