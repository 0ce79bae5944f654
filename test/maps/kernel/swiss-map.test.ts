import { readFileSync } from 'node:fs';
import test from 'ava';
import * as fc from 'fast-check';
import { readMapFault } from '../../../src/maps/reference/map-fault.ts';
import { arenaCountersOf } from '../../support/arena-counters.ts';
import { brokenSwissInvariant, swissState } from '../../support/check-swiss.ts';
import { KernelMap, smallKernel, type KernelMapType } from '../../support/kernel-map.ts';

const versions = [24, 25, 26, 27] as const;

interface TypeCase extends KernelMapType {
  readonly groupSize: number;
}

const types: readonly TypeCase[] = [
  { key: 'int64', value: 8, groupSize: 136 },
  { key: 'int64', value: 0, groupSize: 136 },
  { key: 'int64', value: 1, groupSize: 136 },
  { key: 'int64', value: 8, keyHasPointers: true, groupSize: 136 },
  { key: 'int64', value: 200, groupSize: 136 },
  { key: 'int32', value: 4, groupSize: 72 },
  { key: 'int32', value: 129, groupSize: 136 },
  { key: 'string', value: 8, groupSize: 200 },
  { key: 'string', value: 0, groupSize: 200 },
  { key: 2, value: 2, groupSize: 40 },
  { key: 16, value: 8, groupSize: 200 },
  { key: 128, value: 8, groupSize: 1096 },
  { key: 200, value: 300, groupSize: 136 },
];

type Step = readonly ['set' | 'delete' | 'clear', number, number];

const steps = fc.array(
  fc.oneof(
    { weight: 600, arbitrary: fc.tuple(fc.constant('set' as const), fc.nat(255), fc.nat(255)) },
    { weight: 400, arbitrary: fc.tuple(fc.constant('delete' as const), fc.nat(255), fc.nat(0)) },
    { weight: 3, arbitrary: fc.tuple(fc.constant('clear' as const), fc.nat(0), fc.nat(0)) },
  ),
  { maxLength: 1200 },
);

function follow(map: KernelMap, model: Map<number, number>, [kind, key, value]: Step): string {
  if (kind === 'clear') {
    map.clear();
    model.clear();
    return '';
  }
  if (kind === 'delete') return map.delete(key) === model.delete(key) ? '' : `delete ${key}`;
  const stored = map.type.value === 0 ? 0 : value;
  model.set(key, stored);
  if (!map.set(key, value)) return `set ${key} was refused`;
  return map.get(key) === stored ? '' : `value of ${key}`;
}

for (const version of versions)
  test(`a go1.${version} map holds what a plain Map holds, for every kind of key and value`, (t) => {
    const kernel = smallKernel();
    const run = (type: TypeCase, seed: bigint, list: readonly Step[]): void => {
      const map = new KernelMap(kernel, type, version, 0, seed);
      const model = new Map<number, number>();
      for (const step of list) {
        const wrong = follow(map, model, step);
        if (wrong !== '') throw new Error(wrong);
      }
      for (let key = 0; key < 256; key++)
        if (map.get(key) !== model.get(key)) throw new Error(`key ${key}`);
      if (map.count !== model.size) throw new Error(`${map.count} entries`);
      const broken = brokenSwissInvariant(map, type.groupSize);
      if (broken !== null) throw new Error(broken);
      map.free();
      if (arenaCountersOf(kernel).liveBytes !== 0)
        throw new Error('a freed map leaves charged bytes');
    };
    fc.assert(fc.property(fc.constantFrom(...types), fc.bigInt(0n, 2n ** 64n - 1n), steps, run), {
      numRuns: 150,
      seed: version,
    });
    t.pass();
  });

test('inserts into a fresh map grow it at 9, 15, 29, 57, 113, 225, 449 and split at 897', (t) => {
  const kernel = smallKernel();
  for (const version of versions) {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, version);
    for (let key = 1; key <= 900; key++) map.set(key, key);
    t.deepEqual(map.growths(), [
      ...[9, 15, 29, 57, 113, 225, 449].map((entries) => ({ kind: 'table-growth', entries })),
      { kind: 'split', entries: 897 },
      { kind: 'directory-doubling', entries: 897 },
    ]);
    const { dirLen, tables } = swissState(map);
    t.is(dirLen, 2);
    t.deepEqual(
      tables.map(({ capacity, localDepth, index }) => [capacity, localDepth, index]),
      [
        [1024, 1, 0],
        [1024, 1, 1],
      ],
    );
    map.free();
  }
});

test('a hint makes tables for 7/8 load, with its quirk beyond each doubling', (t) => {
  const kernel = smallKernel();
  const shape = (hint: number): readonly [number, number] => {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 24, hint);
    const { tables, dirLen } = swissState(map);
    const capacities = new Set(tables.map(({ capacity }) => capacity));
    t.true(capacities.size <= 1 && dirLen === tables.length, `hint ${hint}`);
    map.free();
    return [tables.length, [...capacities][0] ?? 0];
  };
  const expected: readonly (readonly [number, number, number])[] = [
    [0, 0, 0],
    [8, 0, 0],
    [9, 1, 16],
    [14, 1, 16],
    [15, 1, 32],
    [896, 1, 1024],
    [897, 2, 512],
    [898, 2, 1024],
    [1000, 2, 1024],
    [1792, 2, 1024],
    [1793, 4, 512],
    [1795, 4, 512],
    [1796, 4, 1024],
    [3584, 4, 1024],
    [3585, 8, 512],
    [3590, 8, 512],
    [3591, 8, 1024],
    [100_000, 128, 1024],
  ];
  for (const [hint, tables, capacity] of expected)
    t.deepEqual(shape(hint), [tables, capacity], `hint ${hint}`);
});

test('bytes and allocations are those of the closed form and of real Go', (t) => {
  const kernel = smallKernel();
  const rows: readonly (readonly [KernelMapType, number, number, number, number])[] = [
    [{ key: 'int64', value: 8 }, 0, 48, 48, 1],
    [{ key: 'int64', value: 8 }, 8, 192, 192, 2],
    [{ key: 'int64', value: 8 }, 14, 376, 520, 5],
    [{ key: 'int64', value: 8 }, 28, 664, 1128, 7],
    [{ key: 'int64', value: 8 }, 100, 2392, 4648, 11],
    [{ key: 'int64', value: 8 }, 896, 18_520, 37_512, 17],
    [{ key: 'int64', value: 8 }, 897, 36_992, 74_456, 22],
    [{ key: 'int64', value: 0 }, 1000, 36_992, 74_456, 22],
    [{ key: 'string', value: 8 }, 1000, 54_656, 109_016, 22],
    [{ key: 'string', value: 16 }, 1000, 82_048, 160_328, 22],
  ];
  for (const [type, entries, live, total, allocations] of rows)
    for (const version of versions) {
      const map = new KernelMap(kernel, type, version);
      const before = map.counters();
      for (let key = 0; key < entries; key++) map.set(key, key);
      const after = map.counters();
      const note = `${entries} entries of ${type.key}/${type.value} in go1.${version}`;
      t.is(after.bytes, live, note);
      t.is(after.total - before.total + 48, total, note);
      t.is(after.allocations - before.allocations + 1, allocations, note);
      map.free();
    }
});

test('with a hint the live bytes are those of real Go', (t) => {
  const kernel = smallKernel();
  for (const [entries, live] of [
    [8, 192],
    [14, 376],
    [100, 2392],
    [897, 28_032],
    [1000, 36_992],
    [100_000, 2_364_592],
  ] as const) {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 27, entries);
    for (let key = 0; key < Math.min(entries, 1000); key++) map.set(key, key);
    t.is(map.counters().bytes, live, `hint ${entries}`);
    map.free();
  }
});

test('group arrays are charged as in the table', (t) => {
  const kernel = smallKernel();
  const file = new URL('../../../../test/golden/swiss_group_arrays.txt', import.meta.url);
  const typeOf: Readonly<Record<string, KernelMapType>> = {
    'int32/int32': { key: 'int32', value: 4 },
    'int/int': { key: 'int64', value: 8 },
    'string/int': { key: 'string', value: 8 },
    'string/string': { key: 'string', value: 16 },
  };
  const tableBytes = 48 + 8 + 32;
  let compared = 0;
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const type = typeOf[/\((.+)\)/.exec(line)?.[1] ?? ''];
    for (const [, capacity, bytes] of line.matchAll(/(\d+):(\d+)/g)) {
      if (type === undefined) continue;
      const hint = Math.floor((Number(capacity) * 7) / 8);
      const map = new KernelMap(kernel, type, 24, hint === 7 ? 8 : hint);
      if (hint === 7) map.set(1, 1);
      const rest = hint === 7 ? 48 : tableBytes;
      t.is(map.counters().bytes, Number(bytes) + rest, `${line.slice(0, 20)} ${capacity}`);
      map.free();
      compared += 1;
    }
  }
  t.is(compared, 32);
});

test('overwriting a key of a full small map grows it until go1.26', (t) => {
  const kernel = smallKernel();
  for (const version of versions) {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, version);
    for (let key = 0; key < 8; key++) map.set(key, key);
    const before = map.counters();
    map.set(3, 33);
    const after = map.counters();
    t.is(after.total - before.total, version < 27 ? 328 : 0, `go1.${version}`);
    t.is(after.allocations - before.allocations, version < 27 ? 3 : 0, `go1.${version}`);
    t.is(map.get(3), 33);
    map.free();
  }
});

/** Deletes the oldest and inserts a new key, `steps` times, at `size` entries. */
function churn(map: KernelMap, size: number, rounds: number): number {
  for (let key = 0; key < size; key++) map.set(key, key);
  let peak = 0;
  for (let i = 0; i < rounds; i++) {
    map.delete(i);
    map.set(i + size, i);
    if (i % 1000 === 0) peak = Math.max(peak, map.counters().bytes);
  }
  return peak;
}

test('churn at constant size swells go1.24; pruning keeps later versions small', (t) => {
  const kernel = smallKernel();
  const bytesAfterChurn = (version: number): number => {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, version);
    const peak = churn(map, 800, 300_000);
    t.is(map.count, 800);
    t.is(brokenSwissInvariant(map, 136), null);
    const hasPruned = map.growths().some(({ kind }) => kind === 'prune');
    t.is(hasPruned, version >= 25, `go1.${version}`);
    map.free();
    return peak;
  };
  t.true(bytesAfterChurn(24) >= 73_000, 'go1.24 keeps splitting');
  for (const version of [25, 26, 27]) t.true(bytesAfterChurn(version) <= 37_008, `go1.${version}`);
});

// Oracle: go1.25.12, go1.26.11 and go1.27.4 under churn. Only inserts that the compiler specialises
// prune: strings and plain memory of 4 or 8 bytes, elems up to 128 bytes, pointers since 1.27.
test('which inserts prune depends on the types and the version', (t) => {
  const kernel = smallKernel();
  const prunes = (version: number, type: KernelMapType): boolean => {
    const map = new KernelMap(kernel, type, version);
    churn(map, 150, 8000);
    const has = map.growths().some(({ kind }) => kind === 'prune');
    map.free();
    return has;
  };
  const never = [false, false, false, false];
  const always = [false, true, true, true];
  const cases: readonly (readonly [KernelMapType, readonly boolean[]])[] = [
    [{ key: 'int64', value: 8 }, always],
    [{ key: 'int32', value: 128 }, always],
    [{ key: 4, value: 8 }, always],
    [{ key: 'int64', value: 8, keyHasPointers: true }, [false, false, false, true]],
    [{ key: 'int64', value: 129 }, never],
    [{ key: 2, value: 8 }, never],
    [{ key: 16, value: 8 }, never],
    [{ key: 200, value: 8 }, never],
  ];
  for (const [type, expected] of cases)
    t.deepEqual(
      versions.map((version) => prunes(version, type)),
      expected,
      `${type.key}/${type.value}`,
    );
});

// Oracle: go1.27.4, whose hash of memory without bytes is the seed.
test('the only key of a map of nothing is tagged with the seed', (t) => {
  const kernel = smallKernel();
  const map = new KernelMap(kernel, { key: 0, value: 0 }, 27);
  map.set(0, 0);
  const group = map.view.getUint32(map.header + 16, true);
  const seed = BigInt.asUintN(64, kernel.exports.mapSeed(map.handle));
  t.is(map.view.getUint8(group), Number(seed & 0x7fn));
  t.true(map.set(0, 0));
  t.is(map.count, 1);
  t.is(map.counters().bytes, 48 + 16);
  map.free();
});

test('a refused growth leaves the map as it was, and it goes on when there is room', (t) => {
  for (const [limit, refusedAt] of [
    [300, 9],
    [2000, 57],
    [50_000, 897],
  ] as const) {
    const kernel = smallKernel();
    const { exports } = kernel;
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 27);
    exports.arenaSetLimits(BigInt(limit), 0n);
    let key = 1;
    while (map.set(key, key)) key += 1;
    t.is(key, refusedAt);
    t.like(readMapFault(kernel, map.handle), {
      kind: 'out-of-memory',
      purpose: 'the new table of a growth',
    });
    exports.mapClearFault(map.handle);
    t.is(map.count, key - 1);
    t.is(brokenSwissInvariant(map, 136), null);
    for (let old = 1; old < key; old++) t.is(map.get(old), old & 255);
    t.true(map.set(1, 77) && map.delete(2));
    exports.arenaSetLimits(0n, 0n);
    for (; key < 3000; key++) t.true(map.set(key, key));
    t.is(map.count, 2998);
    t.is(brokenSwissInvariant(map, 136), null);
    map.free();
  }
});

test('a writer that meets the flag, or finds it gone, is reported', (t) => {
  const kernel = smallKernel();
  const { exports } = kernel;
  const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 26);
  const flag = map.header + 34;
  map.set(1, 1);
  map.view.setUint8(flag, 1);
  t.is(map.assign(2), 0);
  t.like(readMapFault(kernel, map.handle), { kind: 'concurrent-map-writes', rule: 'entry' });
  t.is(map.lookup(1), 0);
  t.like(readMapFault(kernel, map.handle), {
    kind: 'concurrent-map-read-and-map-write',
    rule: 'entry',
  });
  t.false(map.delete(1));
  t.like(readMapFault(kernel, map.handle), { kind: 'concurrent-map-writes', rule: 'entry' });
  map.view.setUint8(flag, 0);
  exports.mapClearFault(map.handle);
  // A group that is full while the header counts 7: another writer was here.
  for (let key = 2; key <= 8; key++) map.set(key, key);
  map.view.setBigUint64(map.header, 7n, true);
  t.is(map.assign(9), 0);
  t.like(readMapFault(kernel, map.handle), {
    kind: 'concurrent-map-writes',
    rule: 'no-empty-slot',
  });
});

test('clear keeps the tables, counts itself, and does nothing to a map without traces', (t) => {
  const kernel = smallKernel();
  for (const version of versions) {
    const map = new KernelMap(kernel, { key: 'int64', value: 8 }, version);
    map.clear();
    t.is(swissState(map).clearSeq, 0);
    for (let key = 0; key < 1000; key++) map.set(key, key);
    const { bytes, total } = map.counters();
    map.clear();
    t.like(swissState(map), { used: 0, dirLen: 2, clearSeq: 1, tombstonePossible: 0 });
    t.deepEqual([map.counters().bytes, map.counters().total], [bytes, total]);
    map.clear();
    t.is(swissState(map).clearSeq, 1);
    // Enough entries to fill groups, then all deleted: tombstones are left.
    for (let key = 0; key < 1700; key++) map.set(key, key);
    for (let key = 0; key < 1700; key++) map.delete(key);
    const possible = swissState(map).tombstonePossible;
    t.is(possible, version >= 25 ? 1 : 0);
    map.clear();
    t.is(swissState(map).clearSeq, version >= 25 ? 2 : 1);
    t.is(brokenSwissInvariant(map, 136), null);
    map.free();
  }
});
