import test from 'ava';
import * as fc from 'fast-check';
import { KernelMap, smallKernel, type KernelMapType } from '../../support/kernel-map.ts';

const versions = [21, 22, 24, 27] as const;

const types: readonly KernelMapType[] = [
  { key: 'int64', value: 8 },
  { key: 'int64', value: 8, keyHasPointers: true },
  { key: 'int32', value: 4 },
  { key: 'string', value: 8 },
  { key: 200, value: 300 },
];

/** Addresses of the values that a range loop visits, in its order. */
function visits(map: KernelMap, first: bigint, second: bigint, limit = map.count): number[] {
  const { exports } = map.kernel;
  const loop = exports.mapLoopBegin(map.handle, first, second);
  const visited: number[] = [];
  while (visited.length < limit && exports.mapLoopOn(loop) !== 0)
    visited.push(exports.mapLoopElem(loop));
  // Behind the last entry there is none, however often it is asked.
  if (visited.length === map.count && exports.mapLoopOn(loop) !== 0) visited.push(0);
  exports.mapLoopEnd(loop);
  return visited;
}

for (const version of versions)
  test(`a range loop over a map of go1.${version} visits every entry once, wherever it begins`, (t) => {
    const kernel = smallKernel();
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.nat({ max: 1200 }),
        fc.nat({ max: 5 }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (type, entries, deletes, first, second) => {
          const map = new KernelMap(kernel, type, version, 0, first);
          for (let key = 0; key < entries; key++) map.set(key, key);
          for (let key = 0; key < entries; key += 6 - deletes) map.delete(key);
          const keys = Array.from({ length: entries }, (_, key) => key);
          const elems = keys.map((key) => map.lookup(key)).filter((elem) => elem !== 0);
          const isGrowing = kernel.exports.mapIsGrowing(map.handle);
          const visited = visits(map, first, second);
          t.deepEqual(
            visited.toSorted((a, b) => a - b),
            elems.toSorted((a, b) => a - b),
          );
          t.deepEqual(visits(map, first, second, 5), visited.slice(0, 5));
          // Reads of a growing map move nothing.
          t.is(kernel.exports.mapIsGrowing(map.handle), isGrowing);
          map.free();
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

for (const version of versions)
  test(`a loop that stays open over a map of go1.${version} visits what stays there once, and nothing that went before it came`, (t) => {
    const kernel = smallKernel();
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.nat({ max: 300 }),
        fc.nat({ max: 900 }),
        fc.integer({ min: 1, max: 4 }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (type, before, added, step, word) => {
          const map = new KernelMap(kernel, type, version, 0, word);
          const put = (key: number): void => {
            map.view.setUint32(map.assign(key), key, true);
          };
          for (let key = 0; key < before; key++) put(key);
          const { exports } = kernel;
          const loop = exports.mapLoopBegin(map.handle, word, word ^ 0xffffn);
          const visited: number[] = [];
          const visit = (): boolean => {
            for (let left = step; left > 0; left--) {
              if (exports.mapLoopOn(loop) === 0) return false;
              visited.push(map.view.getUint32(exports.mapLoopElem(loop), true));
            }
            return true;
          };
          // Every third of the first keys goes, at once after the loop began: none of these is visited but
          // by the steps before.
          const gone = new Set<number>();
          let isOpen = true;
          for (let key = before; key < before + added && isOpen; key++) {
            put(key);
            const old = 3 * (key - before);
            if (old < before && !visited.includes(old)) {
              map.delete(old);
              gone.add(old);
            }
            isOpen = visit();
          }
          while (isOpen) isOpen = visit();
          exports.mapLoopEnd(loop);
          t.is(new Set(visited).size, visited.length);
          t.false(visited.some((key) => gone.has(key)));
          const stayed = Array.from({ length: before }, (_, key) => key).filter(
            (key) => !gone.has(key),
          );
          t.deepEqual(
            stayed.filter((key) => !visited.includes(key)),
            [],
          );
          map.free();
        },
      ),
      { seed: 2, numRuns: 60 },
    );
  });

test('chains that a loop keeps in a growth are given back at its end, and a clear in it too', (t) => {
  for (const type of types) {
    const held = [false, true].map((isIterated) => {
      const kernel = smallKernel();
      const map = new KernelMap(kernel, type, 22, 0, 7n);
      const before = map.counters().bytes;
      for (let key = 0; key < 833 + 20; key++) map.set(key, key);
      t.truthy(kernel.exports.mapIsGrowing(map.handle));
      if (isIterated) visits(map, 5n, 0n);
      const during = map.counters().bytes;
      for (let key = 853; key < 1100; key++) map.set(key, key);
      t.falsy(kernel.exports.mapIsGrowing(map.handle));
      const after = map.counters().bytes;
      for (let key = 1100; key < 1700; key++) map.set(key, key);
      if (isIterated) visits(map, 9n, 0n);
      map.clear();
      t.true(map.counters().bytes < after * 3 && during > before);
      return { after, cleared: map.counters().bytes };
    });
    // Without pointers the loop needs an empty list of overflow buckets, or has one already.
    t.is(held[1]?.after, held[0]?.after);
    t.is(held[1]?.cleared, held[0]?.cleared);
  }
});

test('a loop over a small map without overflow buckets allocates what keeps them, once', (t) => {
  const kernel = smallKernel();
  const map = new KernelMap(kernel, { key: 'int64', value: 8 }, 22);
  const allocations = (): number => map.counters().allocations;
  const made = allocations();
  visits(map, 1n, 0n);
  t.is(allocations(), made);
  map.set(1, 1);
  const filled = allocations();
  // The map's extra record and the header of the list, 24 bytes each: as recorded from Go.
  t.deepEqual([visits(map, 1n, 0n).length, allocations() - filled], [1, 2]);
  visits(map, 2n, 0n);
  t.is(allocations() - filled, 2);
});

for (const version of versions)
  test(`a copy in go1.${version} holds the same, in a table of the size of what is left`, (t) => {
    const kernel = smallKernel();
    const type = { key: 'int64', value: 8 } as const;
    const map = new KernelMap(kernel, type, version);
    for (let key = 0; key < 5000; key++) map.set(key, key);
    for (let key = 0; key < 5000; key++) if (key % 10 !== 0) map.delete(key);
    const before = map.counters().bytes;
    const copy = new KernelMap(kernel, type, version);
    t.is(kernel.exports.mapCopyInto(copy.handle, map.handle, 3n, 4n), 1);
    t.is(copy.count, 500);
    for (let key = 0; key < 5000; key += 10) t.is(copy.get(key), key & 255);
    t.true(map.counters().bytes - before < before / 4);
  });
