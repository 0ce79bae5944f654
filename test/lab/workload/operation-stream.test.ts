import test from 'ava';
import * as fc from 'fast-check';
import { phaseLayout, workloadLayout } from '../../../src/maps/reference/kernel/kernel-layouts.ts';
import { createKernel } from '../../../src/maps/reference/kernel/kernel.ts';
import { keyBytes } from '../../../src/lab/workload/key-bytes.ts';
import type { KeyLayout } from '../../../src/lab/workload/key-layout.ts';
import { mixKinds, operationKinds } from '../../../src/lab/workload/operation-kinds.ts';
import { OperationStream, placeWorkload } from '../../../src/lab/workload/operation-stream.ts';
import type { KeyDistribution } from '../../../src/lab/workload/workload.ts';
import { draw, type Drawn, int64Layout, kernel, workloadOf } from './draw.ts';

const indices = (drawn: readonly Drawn[], kind?: string): number[] =>
  drawn.filter((one) => kind === undefined || one.kind === kind).map(({ index }) => index);

test('sequential: each kind walks the same indices with a cursor of its own, from startAt', (t) => {
  const mix = { insert: 2, update: 1, delete: 1, lookup: 1, readModifyWrite: 1 };
  const drawn = draw(workloadOf({ kind: 'sequential', startAt: 7 }, mix, 1200));
  t.is(drawn.length, 1200);
  for (const kind of mixKinds) {
    const walked = indices(drawn, kind);
    t.true(walked.length > 150);
    t.deepEqual(
      walked,
      walked.map((_, step) => 7 + step),
    );
  }
});

test('disjoint: the writers share the indices out in turn', (t) => {
  const workload = workloadOf({ kind: 'sequential', startAt: 100 }, { insert: 1 }, 4, {
    writers: 3,
  });
  t.deepEqual(indices(draw(workload, 0)), [100, 103, 106, 109]);
  t.deepEqual(indices(draw(workload, 1)), [101, 104, 107, 110]);
  t.deepEqual(indices(draw(workload, 2)), [102, 105, 108, 111]);
});

test('same: every writer walks all the keys', (t) => {
  const workload = workloadOf({ kind: 'sequential' }, { insert: 1 }, 4, {
    writers: 3,
    ownership: 'same',
  });
  for (const writer of [0, 1, 2]) t.deepEqual(indices(draw(workload, writer)), [0, 1, 2, 3]);
});

test('uniform: every key of the writer comes up, about equally often, and no other', (t) => {
  const workload = workloadOf({ kind: 'uniform', keys: 103 }, { update: 1 }, 100_000, {
    writers: 4,
  });
  for (const [writer, own] of [26, 26, 26, 25].entries()) {
    const counts = new Map<number, number>();
    for (const index of indices(draw(workload, writer)))
      counts.set(index, (counts.get(index) ?? 0) + 1);
    t.deepEqual(
      [...counts.keys()].toSorted((a, b) => a - b),
      Array.from({ length: own }, (_, rank) => writer + rank * 4),
    );
    const expected = 100_000 / own;
    const statistic = [...counts.values()].reduce(
      (sum, n) => sum + (n - expected) ** 2 / expected,
      0,
    );
    // Mean 25, standard deviation 7.
    t.true(statistic < 60, `chi-square ${statistic}`);
  }
});

test('uniform: more than 2^32 keys are drawn from their whole range', (t) => {
  const drawn = indices(
    draw(workloadOf({ kind: 'uniform', keys: 2 ** 40 }, { insert: 1 }, 20_000)),
  );
  t.true(drawn.every((index) => Number.isSafeInteger(index) && index < 2 ** 40));
  const mean = drawn.reduce((sum, index) => sum + index, 0) / drawn.length / 2 ** 40;
  // Standard deviation of the mean: 0.002.
  t.true(Math.abs(mean - 0.5) < 0.01);
});

test('hot set: the hot keys get their share, and the others the rest', (t) => {
  const keys = { kind: 'hot-set', keys: 200, hotKeys: 10, hotShare: 0.9 } as const;
  const drawn = indices(draw(workloadOf(keys, { update: 1 }, 50_000)));
  const hot = drawn.filter((index) => index < 10);
  t.true(Math.abs(hot.length / 50_000 - 0.9) < 0.007);
  t.is(new Set(hot).size, 10);
  t.is(new Set(drawn).size, 200);
  const allHot = { kind: 'hot-set', keys: 10, hotKeys: 10, hotShare: 0.5 } as const;
  t.is(new Set(indices(draw(workloadOf(allHot, { update: 1 }, 1000)))).size, 10);
});

test('mix: the kinds come with their weights, and a kind without weight never', (t) => {
  const mix = { insert: 5, delete: 3, lookup: 2 };
  const drawn = draw(workloadOf({ kind: 'uniform', keys: 10 }, mix, 50_000));
  const share = (kind: string): number => indices(drawn, kind).length / 50_000;
  t.is(share('update'), 0);
  t.true(Math.abs(share('insert') - 0.5) < 0.009);
  t.true(Math.abs(share('delete') - 0.3) < 0.009);
  for (const kind of mixKinds)
    t.true(
      draw(workloadOf({ kind: 'sequential' }, { [kind]: 3 }, 500)).every(
        (one) => one.kind === kind,
      ),
    );
});

test('sliding window: fills up, then holds its size, oldest out first', (t) => {
  const mix = { insert: 1, delete: 1, update: 1, lookup: 1 };
  for (const [writers, writer] of [
    [1, 0],
    [2, 1],
  ] as const) {
    const keys = { kind: 'sliding-window', window: 50 * writers } as const;
    const drawn = draw(workloadOf(keys, mix, 5000, { writers }), writer);
    let newest = 0;
    let oldest = 0;
    for (const one of drawn) {
      const { kind } = one;
      const index = (one.index - writer) / writers;
      if (kind === 'insert') t.is(index, newest++);
      else if (kind === 'delete') t.is(index, oldest++);
      else if (newest > oldest) t.true(index < newest && index >= Math.max(0, newest - 50));
      t.true(newest - oldest <= 51);
      if (newest > 50 && kind === 'delete') t.true(newest - oldest >= 50);
    }
    t.true(oldest > 1000);
  }
});

test('sliding window without deletes: inserts go on, and updates follow the newest keys', (t) => {
  const mix = { insert: 1, update: 1 };
  const drawn = draw(workloadOf({ kind: 'sliding-window', window: 8 }, mix, 2000));
  let newest = 0;
  for (const { kind, index } of drawn)
    if (kind === 'insert') t.is(index, newest++);
    else t.true(index >= newest - 8 && index < newest);
  t.true(newest > 900);
});

test('phases follow one another and each begins anew', (t) => {
  const workload = workloadOf({ kind: 'sequential' }, { insert: 1 }, 1, {
    phases: [
      { name: 'fill', operationsPerWriter: 3, mix: { insert: 1 }, keys: { kind: 'sequential' } },
      { name: 'drop', operationsPerWriter: 2, mix: { delete: 1 }, keys: { kind: 'sequential' } },
      {
        name: 'more',
        operationsPerWriter: 2,
        mix: { insert: 1 },
        keys: { kind: 'sequential', startAt: 9 },
      },
    ],
  });
  t.deepEqual(
    draw(workload).map(({ kind, index }) => `${kind} ${index}`),
    ['insert 0', 'insert 1', 'insert 2', 'delete 0', 'delete 1', 'insert 9', 'insert 10'],
  );
});

const layouts: readonly KeyLayout[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 32, 130].map((bytes) => ({
    isString: false,
    keyBytes: bytes,
  })),
  ...[1, 2, 5, 10, 11, 12, 21, 31, 64].map((bytes) => ({ isString: true, keyBytes: bytes })),
];

test('the kernel and TypeScript make the same bytes of every key', (t) => {
  const property = fc.property(
    fc.constantFrom(...layouts),
    fc.constantFrom('plain', 'scrambled'),
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.integer({ min: 0, max: 2 ** 40 }),
    (layout, shape, seed, startAt) => {
      const workload = workloadOf({ kind: 'sequential', startAt }, { insert: 1 }, 3, {
        shape,
        seed,
      });
      for (const { index, key } of draw(workload, 0, layout)) {
        const expected = Buffer.from(keyBytes(BigInt(index), layout, shape, seed)).toString('hex');
        if (key !== expected) return false;
      }
      return true;
    },
  );
  t.notThrows(() => {
    fc.assert(property, { numRuns: 500 });
  });
});

const text = (
  layout: KeyLayout,
  shape: 'plain' | 'scrambled',
  startAt: number,
): string | undefined =>
  draw(workloadOf({ kind: 'sequential', startAt }, { insert: 1 }, 1, { shape }), 0, layout)[0]?.key;

test('keys of a known index: literal bytes', (t) => {
  t.is(text(int64Layout, 'plain', 258), '0201000000000000');
  t.is(text({ isString: false, keyBytes: 10 }, 'plain', 258), '02010000000000000000');
  t.is(text({ isString: false, keyBytes: 1 }, 'plain', 258), '02');
  t.is(
    Buffer.from(text({ isString: true, keyBytes: 6 }, 'plain', 258) ?? '', 'hex').toString(),
    '000258',
  );
  t.is(
    Buffer.from(text({ isString: true, keyBytes: 2 }, 'plain', 258) ?? '', 'hex').toString(),
    '58',
  );
  const letters = Buffer.from(text({ isString: true, keyBytes: 40 }, 'scrambled', 1) ?? '', 'hex');
  t.regex(letters.toString(), /^[-\w]{40}$/);
});

const distinct = (layout: KeyLayout, count: number): number =>
  new Set(
    draw(workloadOf({ kind: 'sequential' }, { insert: 1 }, count), 0, layout).map(({ key }) => key),
  ).size;

test('scrambling is a bijection: distinct indices make distinct keys at every width', (t) => {
  t.is(distinct({ isString: false, keyBytes: 1 }, 256), 256);
  t.is(distinct({ isString: false, keyBytes: 2 }, 65_536), 65_536);
  t.is(distinct({ isString: false, keyBytes: 3 }, 100_000), 100_000);
  t.is(distinct(int64Layout, 100_000), 100_000);
  t.is(distinct({ isString: false, keyBytes: 32 }, 50_000), 50_000);
  t.is(distinct({ isString: true, keyBytes: 2 }, 4096), 4096);
  t.is(distinct({ isString: true, keyBytes: 16 }, 50_000), 50_000);
});

const distributions: readonly KeyDistribution[] = [
  { kind: 'sequential' },
  { kind: 'uniform', keys: 1000 },
  { kind: 'zipfian', keys: 1_000_000, exponent: 0.99 },
  { kind: 'hot-set', keys: 1000, hotKeys: 10, hotShare: 0.8 },
  { kind: 'sliding-window', window: 100 },
];

test('one seed gives one stream, whatever the block size; other seeds and writers give others', (t) => {
  const mix = { insert: 1, update: 1, delete: 1, lookup: 1 };
  for (const keys of distributions) {
    const workload = workloadOf(keys, mix, 3000, { writers: 2, ownership: 'same' });
    const first = draw(workload);
    t.deepEqual(draw(workload), first);
    t.notDeepEqual(draw(workload, 1), first);
    t.notDeepEqual(draw({ ...workload, seed: 2 }), first);
    const placed = placeWorkload(kernel, workload, int64Layout);
    for (const capacity of [1, 7, 4096]) {
      const stream = new OperationStream(kernel, placed, 0, capacity);
      const seen: string[] = [];
      while (stream.fill())
        for (let at = 0; at < stream.length; at++)
          seen.push(`${stream.kindAt(at)} ${stream.indexAt(at)}`);
      t.deepEqual(
        seen,
        first.map(({ kind, index }) => `${operationKinds.indexOf(kind)} ${index}`),
      );
    }
  }
});

test('the streams are what they were: the first operations of every distribution', (t) => {
  const mix = { insert: 2, update: 1, delete: 1 };
  t.deepEqual(
    distributions.map((keys) =>
      draw(workloadOf(keys, mix, 8))
        .map(({ kind, index }) => `${kind} ${index}`)
        .join(', '),
    ),
    [
      'insert 0, insert 1, update 0, update 1, update 2, insert 2, insert 3, update 3',
      'insert 290, update 510, update 297, insert 536, update 432, update 242, insert 198, delete 627',
      'insert 18621, update 830, update 17049, insert 565, update 2526, update 36434, insert 67196, delete 149',
      'insert 7, update 2, insert 6, insert 2, insert 8, update 2, insert 0, insert 673',
      'insert 0, insert 1, update 0, update 1, insert 2, update 1, insert 3, update 3',
    ],
  );
  t.deepEqual(
    draw(workloadOf({ kind: 'sequential' }, { insert: 1 }, 3)).map(({ key }) => key),
    ['078edec2b6bb2e61', '35e4b3b216e0cbda', 'dd590ba0384f1145'],
  );
});

test('a writer of a disjoint workload draws the same whether there are other threads or not', (t) => {
  // Streams depend on the seed and the writer alone, so their number only changes the ownership.
  const keys = { kind: 'sequential' } as const;
  const two = workloadOf(keys, { insert: 1, lookup: 1 }, 500, { writers: 2, ownership: 'same' });
  const eight = { ...two, writers: 8 };
  t.deepEqual(draw(eight, 1), draw(two, 1));
});

test('a distribution that the kernel does not know ends the pass, and is not drawn as a uniform one', (t) => {
  const own = createKernel({ chargedBytes: 2 ** 22 });
  const workload = workloadOf({ kind: 'uniform', keys: 10 }, { insert: 1 }, 10);
  const placed = placeWorkload(own, workload, int64Layout);
  const { bytes } = workloadLayout;
  const at = placed.address + bytes + phaseLayout.at.distribution;
  new DataView(own.memory.buffer).setUint32(at, 255, true);
  t.throws(() => new OperationStream(own, placed, 0).fill(), { message: /unreachable/u });
});

test('a window goes on where a walk or window before it ended, whatever comes between', (t) => {
  const phase = { name: 'a', operationsPerWriter: 5, mix: { insert: 1 } };
  const workload = workloadOf({ kind: 'sequential' }, { insert: 1 }, 1, {
    writers: 2,
    phases: [
      { ...phase, keys: { kind: 'sequential' } },
      { ...phase, mix: { lookup: 1 }, keys: { kind: 'uniform', keys: 4 } },
      { ...phase, keys: { kind: 'sliding-window', window: 4, continues: true } },
      {
        ...phase,
        mix: { delete: 1 },
        keys: { kind: 'sliding-window', window: 4, continues: true },
      },
      { ...phase, keys: { kind: 'sequential', continues: true } },
      { ...phase, keys: { kind: 'sequential' } },
    ],
  });
  const drawn = draw(workload, 1).filter(({ kind }) => kind !== 'lookup');
  const words = drawn.map(({ kind, index }) => `${kind} ${index}`);
  // Writer 1 of 2 has the indices 1, 3, 5, ...; its window holds two.
  t.deepEqual(words, [
    ...[1, 3, 5, 7, 9].map((index) => `insert ${index}`),
    ...[11, 13, 15, 17, 19].map((index) => `insert ${index}`),
    ...[1, 3, 5, 7, 9].map((index) => `delete ${index}`),
    ...[21, 23, 25, 27, 29].map((index) => `insert ${index}`),
    ...[1, 3, 5, 7, 9].map((index) => `insert ${index}`),
  ]);
});

test('operations on the whole map come at their numbers, a clear before a copy before a deletion before a loop', (t) => {
  const workload = workloadOf({ kind: 'sequential' }, { insert: 1 }, 1, {
    phases: [
      {
        name: 'a',
        operationsPerWriter: 12,
        mix: { insert: 1 },
        keys: { kind: 'sequential' },
        whole: [
          { kind: 'iterate', every: 2, first: 5 },
          { kind: 'delete-if', every: 3, olderThan: 7 },
          { kind: 'copy', every: 4, hint: true },
          { kind: 'clear', every: 12 },
        ],
      },
    ],
  });
  t.deepEqual(
    draw(workload).map(({ kind, index }) => `${kind} ${index}`),
    [
      'insert 0',
      'iterate 5',
      'deleteIf 7',
      'copy 1',
      'insert 1',
      'deleteIf 7',
      'insert 2',
      'copy 1',
      'deleteIf 7',
      'iterate 5',
      'insert 3',
      'clear 0',
    ],
  );
});
