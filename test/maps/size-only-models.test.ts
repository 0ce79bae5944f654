import process from 'node:process';
import { assert, constantFrom, integer, property } from 'fast-check';
import test from 'ava';
import { z } from 'zod';
import { collectGarbage } from '../../src/base/primitives/collect-garbage.ts';
import { createMap, nextGrowth, planGrowth } from '../../src/index.ts';
import { checkShape } from '../../src/lab/config/schema/check-shape.ts';
import { scenarioSchema } from '../../src/lab/config/schema/scenario-schema.ts';
import type { SizedModel } from '../../src/maps/model/map-model.ts';
import { countedText } from '../../src/maps/model/payload/counted-text.ts';
import { tableCapacity } from '../../src/maps/model/plan/table-capacity.ts';
import { pythonHere } from '../support/python-here.ts';

const text = { key: 'string', value: 'string' } as const;

/** The insert, slots and bytes of each growth. */
function growths(map: SizedModel, key: string, value: string, entries: number): unknown[] {
  return planGrowth({ map, key, value, entries }).growthEvents.map(
    ({ entries: insert, toBuckets, bytesAfter }) => [insert, toBuckets, bytesAfter],
  );
}

test('a dict of Redis with 67,108,864 entries takes a gibibyte more with the next insert', (t) => {
  const plan = planGrowth({ map: 'redis7', ...text, entries: 67_108_864 });
  t.is(plan.bytesHeld, 536_870_912);
  t.is(plan.growthEvents.length, 24);
  // src/dict.c of Redis 7.0.15: `used >= size` before the entry is added, then the next power of two.
  t.deepEqual(plan.nextGrowth, {
    kind: 'double',
    entries: 67_108_865,
    fromBuckets: 67_108_864,
    toBuckets: 134_217_728,
    bytesBefore: 536_870_912,
    bytesDuring: 536_870_912 + 1_073_741_824,
    bytesAfter: 1_073_741_824,
    isExpectedValue: false,
    wave: null,
  });
});

test('an empty dict of Redis has no table, the first has four slots, and each growth doubles', (t) => {
  t.is(planGrowth({ map: 'redis7', ...text, entries: 0 }).bytesHeld, 0);
  t.is(planGrowth({ map: 'redis7', ...text, entries: 4 }).bytesHeld, 32);
  t.deepEqual(growths('redis7', 'int64', 'int64', 40), [
    [5, 8, 64],
    [9, 16, 128],
    [17, 32, 256],
    [33, 64, 512],
  ]);
});

test('both tables of Redis live until about a fifth of the old slots later, as the plan says', (t) => {
  const plan = planGrowth({ map: 'redis7', ...text, entries: 16_384 });
  // 16,384 (1 - 1/e) slots have entries, and a SET moves three: a real Redis 7.0.15 took until 19,837.
  t.deepEqual(plan.evacuation, {
    fromEntries: 16_385,
    endsAtEntries: 19_838,
    low: 19_812,
    high: 19_864,
  });
  const during = planGrowth({ map: 'redis7', ...text, entries: 19_000 });
  t.like(during, { isGrowing: true, bytesHeld: 8 * (16_384 + 32_768) });
  const after = planGrowth({ map: 'redis7', ...text, entries: 20_000 });
  t.like(after, { isGrowing: false, bytesHeld: 8 * 32_768, peakBytesHeld: 8 * (16_384 + 32_768) });
});

test('a doubling that was put off is due at once, and makes the table that all entries need', (t) => {
  const figures = {
    deleted: null,
    capacityEntries: 1024,
    loadFactor: 1,
    buckets: 1024,
    overflowBuckets: null,
    bytes: { held: 8192, current: 8192, old: 0, headers: null, entries: null, peak: null },
    growing: null,
    growthsByKind: null,
    tables: null,
  };
  const spec = { map: 'redis7', ...text } as const;
  t.like(nextGrowth(spec, { ...figures, entries: 1000 }), {
    entriesLeft: 25,
    toBuckets: 2048,
    bytesDuring: 24_576,
  });
  t.like(nextGrowth(spec, { ...figures, entries: 6000 }), {
    entriesLeft: 1,
    atEntries: 6001,
    toBuckets: 8192,
    bytesAfter: 65_536,
  });
});

test('a dict of Python doubles at two thirds: from 20,971,600 to 41,943,128 bytes at insert 699,051', (t) => {
  const plan = planGrowth({ map: 'cpython3.11', key: 'int64', value: 'int64', entries: 699_050 });
  t.is(plan.bytesHeld, 20_971_600);
  t.like(plan.nextGrowth, { entries: 699_051, bytesBefore: 20_971_600, bytesAfter: 41_943_128 });
  t.is(planGrowth({ map: 'cpython3.11', ...text, entries: 699_051 }).bytesHeld, 30_758_320);
});

test('a property of both: what is held is never more than the peak, and the peak is that of a growth', (t) => {
  t.notThrows(() =>
    assert(
      property(
        constantFrom('redis7' as const, 'cpython3.11' as const),
        constantFrom('int64', 'string'),
        constantFrom('int64', 'struct{}'),
        integer({ min: 0, max: 1e7 }),
        (map, key, value, entries) => {
          const plan = planGrowth({ map, key, value, entries });
          const highest = Math.max(
            plan.bytesHeld,
            ...plan.growthEvents.map(({ bytesDuring }) => bytesDuring),
          );
          const next = plan.nextGrowthAtEntries ?? 0;
          const before = planGrowth({ map, key, value, entries: next - 1 });
          return (
            plan.peakBytesHeld === highest &&
            next > entries &&
            before.growthEvents.length === plan.growthEvents.length
          );
        },
      ),
    ),
  );
});

const kinds = [
  { key: 'int64', value: 'int64', made: '{}', put: 'c[i] = i', entries: 700_000 },
  { key: 'string', value: 'int64', made: '{}', put: 'c[str(i)] = i', entries: 100_000 },
  { key: 'int64', value: 'struct{}', made: 'set()', put: 'c.add(i)', entries: 100_000 },
] as const;

for (const { key, value, made, put, entries } of kinds)
  test(`real Python 3.11 says the same of ${entries} entries of ${key} and ${value}, at every insert`, (t) => {
    const python = pythonHere(t);
    if (python === null) return;
    const steps = python(`
import json, sys
c = ${made}
last = sys.getsizeof(c)
steps = [[0, last]]
for i in range(${entries}):
    ${put}
    now = sys.getsizeof(c)
    if now != last:
        steps.append([i + 1, now])
        last = now
print(json.dumps(steps))
`);
    const plan = planGrowth({ map: 'cpython3.11', key, value, entries });
    const empty = planGrowth({ map: 'cpython3.11', key, value, entries: 0 });
    const first = planGrowth({ map: 'cpython3.11', key, value, entries: 1 });
    t.deepEqual(z.array(z.tuple([z.number(), z.number()])).parse(JSON.parse(steps)), [
      [0, empty.bytesHeld],
      // A set has its first table inside.
      ...(first.bytesHeld === empty.bytesHeld ? [] : [[1, first.bytesHeld]]),
      ...plan.growthEvents.map((growth): [number, number] => [growth.entries, growth.bytesAfter]),
    ]);
  });

test('where a map must run, a model of size alone is refused by one line', (t) => {
  const rule =
    'one of go1.19, go1.20, go1.21, go1.22, go1.23, go1.24, go1.25, go1.26, go1.27, v8 (redis7 is a model of size alone, for plan, capacity and alerts)';
  const map: string = 'redis7';
  t.throws(() => Reflect.apply(createMap, null, [{ map, ...text }]), {
    message: `expected map to be ${rule}, got redis7`,
  });
  const workload = 'ycsb/a';
  t.throws(() => checkShape(scenarioSchema, { purpose: 'p', map, ...text, workload }, 'a.ts'), {
    message: `a.ts: map: expected ${rule}, got 'redis7'`,
  });
});

test('what a slot of Redis or Python cannot hold is refused in words of these, not of JavaScript', (t) => {
  for (const map of ['redis7', 'cpython3.11'] as const)
    t.is(
      t.throws(() => planGrowth({ map, key: 'bogus', value: 'int64', entries: 9, hint: 0 }))
        .message,
      `expected key to be what a slot of ${map} may point to, as int64, float64, string, string(36) or struct { a int64; b string }, got "bogus": "bogus" is no shape known here`,
    );
});

/** Heap of what `make` returns, bytes: the median of several tries, in some of which something else comes or goes. */
function heapOf(make: () => unknown): number {
  const tries = Array.from({ length: 7 }, () => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const made = make();
    collectGarbage();
    return made === null ? 0 : process.memoryUsage().heapUsed - before;
  });
  return tries.toSorted((a, b) => a - b)[3] ?? 0;
}

function heldByObject(entries: number): number {
  return planGrowth({ map: 'v8-object', key: 'string', value: 'int64', entries, hint: 0 })
    .bytesHeld;
}

test('an object as a dictionary doubles where the plan says, to the bytes that it says, in this Node.js', (t) => {
  const keys = Array.from({ length: 90_000 }, (_, index) => `k${index}`);
  // Names that were used once are there for good.
  const names = new Set(Object.keys(Object.fromEntries(keys.map((key) => [key, 1]))));
  t.is(names.size, 90_000);
  const filled = (entries: number) => (): unknown => {
    const object: Record<string, number> = Object.create(null);
    for (const key of keys.slice(0, entries)) object[key] = 1;
    return object;
  };
  for (const [before, full, doubled] of [
    [10_923, 393_280, 786_496],
    [87_381, 3_145_792, 6_291_520],
  ] as const) {
    t.is(heldByObject(before), full);
    t.is(heldByObject(before + 1), doubled);
    // Oracle: heapUsed of Node.js 20.20.2, 22.23.3, 24.21.0 and 26.10.0, which are alike.
    for (const [entries, expected] of [
      [before, full],
      [before + 1, doubled],
    ] as const) {
      const measured = heapOf(filled(entries));
      t.true(Math.abs(measured / expected - 1) < 0.02, `${entries}: ${measured}, ${expected}`);
    }
  }
});

test('of an object whose keys are whole numbers it is said that those that lie close are not counted', (t) => {
  const plain = 'dictionary of an object, without the object, its keys and values';
  const aside = `${plain}; whole numbers as keys stand in an array instead as long as they lie close, which is not counted`;
  for (const key of ['int64', 'uint8', 'smi', 'int32'])
    t.is(countedText({ map: 'v8-object', key, value: 'int64' }), aside, key);
  for (const key of ['string', 'string(36)', 'double'])
    t.is(countedText({ map: 'v8-object', key, value: 'smi' }), plain, key);
  const { counted } = tableCapacity({
    map: 'v8-object',
    key: 'int64',
    value: 'int64',
    guard: 'none',
    hint: 0,
    limitBytes: 2 ** 26,
  });
  t.is(counted, aside);
  const v8 = countedText({ map: 'v8', key: 'int64', value: 'int64' });
  t.is(v8, 'table of pointers, without keys and values');
});

test('of an object the next doubling is forecast by its entries: at 10,924, with 1,179,776 bytes meanwhile', (t) => {
  const held = 393_280;
  const figures = {
    entries: 10_000,
    deleted: null,
    capacityEntries: 10_923,
    loadFactor: 10_000 / 16_384,
    buckets: 16_384,
    overflowBuckets: null,
    bytes: { held, current: held, old: 0, headers: null, entries: null, peak: null },
    growing: null,
    growthsByKind: null,
    tables: null,
  };
  t.like(nextGrowth({ map: 'v8-object', ...text }, figures, 100, 2 ** 20), {
    entriesLeft: 924,
    atEntries: 10_924,
    toBuckets: 32_768,
    bytesDuring: 1_179_776,
    bytesAfter: 786_496,
    fits: false,
  });
});
