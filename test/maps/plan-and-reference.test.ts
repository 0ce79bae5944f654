import test, { type ExecutionContext } from 'ava';
import { planGrowth, type GrowthEvent } from '../../src/index.ts';
import { createMap } from '../../src/maps/reference/create-map.ts';
import type { MapStats } from '../../src/maps/model/map-stats.ts';

type Key = bigint | number | string | Uint8Array;

const keys = {
  int64: (n: number): Key => BigInt(n),
  int32: (n: number): Key => n,
  string: (n: number): Key => `k${n}`,
  '[16]byte': (n: number): Key => new Uint8Array(new Uint32Array([n, 0, 0, 0]).buffer),
} as const;
const values = {
  int64: 1n,
  int32: 1,
  'struct{}': null,
  '[200]byte': new Uint8Array(200),
} as const;

/** A fresh map after each of some numbers of inserts, and the growths on the way. */
function fill(
  map: 'go1.19' | 'go1.21' | 'go1.22' | 'go1.23',
  key: keyof typeof keys,
  value: keyof typeof values,
  seed: number,
  hint: number,
): { readonly states: ReadonlyMap<number, MapStats>; readonly growths: readonly GrowthEvent[] } {
  const reference = createMap({ map, key, value, seed, hint });
  const states = new Map<number, MapStats>([[0, reference.stats()]]);
  for (let n = 1; n <= mostEntries; n++) {
    reference.set(keys[key](n), values[value]);
    if (checkpoints.some((checkpoint) => checkpoint === n)) states.set(n, reference.stats());
  }
  const growths = reference.growthEvents();
  reference.close();
  return { states, growths };
}

const checkpoints = [0, 1, 8, 9, 100, 110, 900, 1000, 3000] as const;
const mostEntries = 3000;
const seeds = 24;

/** Four standard errors of the mean, and the step of a slice that the closed form rounds to. */
function isMean(
  t: ExecutionContext,
  samples: readonly number[],
  expected: number,
  step: number,
  at: string,
): void {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const variance =
    samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / (samples.length - 1);
  const by = 4 * Math.sqrt(variance / samples.length) + step;
  t.true(Math.abs(mean - expected) <= by, `${at}: mean ${mean}, planned ${expected} +- ${by}`);
}

for (const [map, key, value, hint] of [
  ['go1.22', 'int64', 'int64', 0],
  ['go1.23', 'int64', 'int64', 1000],
  ['go1.22', 'string', 'int64', 0],
  ['go1.22', 'int32', 'int32', 0],
  ['go1.23', '[16]byte', 'struct{}', 0],
  ['go1.22', 'int64', '[200]byte', 100],
  ['go1.19', 'string', 'int64', 0],
  ['go1.21', 'int64', 'int64', 1000],
  ['go1.21', 'string', 'int64', 0],
] as const) {
  const name = `${map} map[${key}]${value}${hint === 0 ? '' : ` with hint ${hint}`}`;
  test(`${name}: real maps grow and weigh as planned`, (t) => {
    const runs = Array.from({ length: seeds }, (_, seed) => fill(map, key, value, seed + 1, hint));
    for (const entries of checkpoints) {
      const plan = planGrowth({ map, key, value, entries, hint });
      const stats = runs.flatMap(({ states }) => states.get(entries) ?? []);
      t.is(stats.length, seeds);
      // A slice of pointers that is one step longer, with its header and the map's extra record.
      const step = entries <= 8 ? 0 : 0.004 * plan.bytesHeld + 24;
      const at = `${name} ${entries}`;
      isMean(
        t,
        stats.map(({ bytesHeld }) => bytesHeld),
        plan.bytesHeld,
        step,
        `${at} held`,
      );
      isMean(
        t,
        stats.map(({ totalBytesAllocated }) => totalBytesAllocated),
        plan.totalBytesAllocated,
        step,
        `${at} allocated`,
      );
      isMean(
        t,
        stats.map(({ totalAllocations }) => totalAllocations),
        plan.totalAllocations,
        entries <= 8 ? 0 : 2,
        `${at} allocations`,
      );
    }
    const plan = planGrowth({ map, key, value, entries: mostEntries, hint });
    for (const { growths } of runs) {
      t.deepEqual(
        growths.map((growth) => [growth.entries, growth.fromBuckets, growth.toBuckets]),
        plan.growthEvents.map((growth) => [growth.entries, growth.fromBuckets, growth.toBuckets]),
      );
    }
    for (const [index, growth] of plan.growthEvents.entries()) {
      for (const figure of ['bytesBefore', 'bytesDuring', 'bytesAfter'] as const) {
        const samples = runs.flatMap(({ growths }) => growths[index]?.[figure] ?? []);
        t.is(samples.length, seeds);
        isMean(
          t,
          samples,
          growth[figure],
          0.02 * growth[figure] + 48,
          `${name} ${figure} at ${growth.entries}`,
        );
      }
    }
  });
}

test('a map under a limit fails at the insert that the plan names', (t) => {
  for (const limitBytes of [100, 300, 600, 50_000, 100_000, 240_000]) {
    const plan = planGrowth({
      map: 'go1.22',
      key: 'int64',
      value: 'int64',
      entries: 5000,
      limitBytes,
    });
    const map = createMap({ map: 'go1.22', key: 'int64', value: 'int64', limitBytes });
    const error = t.throws(
      () => {
        for (let n = 1n; n <= 5000n; n++) map.set(n, n);
      },
      { name: 'MapOutOfMemoryError' },
    );
    t.is(map.size + 1, plan.failsAtInsert ?? 0, error.message);
    map.close();
  }
});
