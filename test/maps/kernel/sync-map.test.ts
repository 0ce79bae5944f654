import * as fc from 'fast-check';
import test from 'ava';
import { createKernel, type Kernel } from '../../../src/maps/reference/kernel/kernel.ts';
import {
  mapTypeRequest,
  withPlainValues,
} from '../../../src/maps/reference/kernel/map-type-request.ts';
import { parseGoKeyType, parseGoType } from '../../../src/maps/model/go-type/parse-go-type.ts';
import { mapRecordBytes, readMapStats } from '../../../src/maps/reference/kernel/read-map-stats.ts';
import { newMap, newMapType } from '../../../src/maps/reference/kernel/new-map.ts';
import { readMapFault } from '../../../src/maps/reference/map-fault.ts';
import { arenaCountersOf } from '../../support/arena-counters.ts';
import type { MapStats } from '../../../src/maps/model/map-stats.ts';

const scratchBytes = 512;

/** A `sync.Map` of the kernel; keys and values are made from small numbers. */
class SyncMap {
  readonly kernel: Kernel;
  readonly handle: number;
  readonly #view: DataView;
  readonly #key: string;
  readonly #keyBytes: number;
  readonly #valueBytes: number;
  readonly #address: number;
  readonly #scratch: number;

  constructor(kernel: Kernel, minor: number, key: string, value: string, seed = 1n) {
    const { exports } = kernel;
    const request = mapTypeRequest(parseGoKeyType(key), parseGoType(value, 'value'));
    this.kernel = kernel;
    this.#key = key;
    this.#keyBytes = request.keySize;
    this.#valueBytes = request.elemSize;
    const type = newMapType(kernel, withPlainValues(request));
    this.#address = exports.arenaReserve(scratchBytes);
    this.#scratch = exports.arenaReserve(mapRecordBytes);
    this.#view = new DataView(kernel.memory.buffer);
    this.handle = newMap(kernel, { type, minor, design: 'sync.Map', seed, events: 64 });
  }

  get size(): number {
    return Number(this.kernel.exports.mapCount(this.handle));
  }

  get stats(): MapStats {
    return readMapStats(this.kernel, this.handle, this.#scratch);
  }

  store(key: number, value: number): void {
    const elem = this.kernel.exports.mapAssign(this.handle, this.#write(key));
    if (elem === 0) throw new Error('expected room, got none');
    if (this.#valueBytes >= 4) this.#view.setUint32(elem, value, true);
    else if (this.#valueBytes > 0) this.#view.setUint8(elem, value & 255);
  }

  load(key: number): number | undefined {
    const elem = this.kernel.exports.mapLookup(this.handle, this.#write(key));
    if (elem === 0) return undefined;
    if (this.#valueBytes >= 4) return this.#view.getUint32(elem, true);
    return this.#valueBytes > 0 ? this.#view.getUint8(elem) : 0;
  }

  delete(key: number): boolean {
    return this.kernel.exports.mapDelete(this.handle, this.#write(key)) !== 0;
  }

  free(): void {
    this.kernel.exports.mapFree(this.handle);
  }

  #write(key: number): number {
    const at = this.#address;
    if (this.#key === 'string') {
      const text = `key ${key}`;
      this.#view.setBigUint64(at, BigInt(at + 16), true);
      this.#view.setBigUint64(at + 8, BigInt(text.length), true);
      for (let index = 0; index < text.length; index++)
        this.#view.setUint8(at + 16 + index, text.charCodeAt(index));
      return at;
    }
    new Uint8Array(this.kernel.memory.buffer, at, this.#keyBytes).fill(0);
    if (this.#keyBytes >= 4) this.#view.setUint32(at, key, true);
    else if (this.#keyBytes > 0) this.#view.setUint16(at, key, true);
    return at;
  }
}

function liveBytes(kernel: Kernel): { readonly charged: number; readonly uncharged: number } {
  const { liveBytes: charged, unchargedBytes: uncharged } = arenaCountersOf(kernel);
  return { charged, uncharged };
}

type Operation = readonly ['store' | 'load' | 'delete', number];

const operations = fc.array(
  fc.tuple(
    fc.constantFrom('store' as const, 'store' as const, 'load' as const, 'delete' as const),
    fc.integer({ min: 0, max: 400 }),
  ),
  { maxLength: 1500 },
);

/** Does the same to a plain `Map`; the first operation that answers otherwise. */
function firstDifference(
  map: SyncMap,
  list: readonly Operation[],
  isSmall: boolean,
): string | null {
  const plain = new Map<number, number>();
  for (const [at, [kind, key]] of list.entries()) {
    const value = isSmall ? at & 255 : at;
    if (kind === 'store') {
      map.store(key, value);
      plain.set(key, value);
    } else if (kind === 'load') {
      const got = map.load(key);
      if (got !== plain.get(key)) return `${at}: load ${key} gave ${got}`;
    } else if (map.delete(key) !== plain.delete(key)) return `${at}: delete ${key}`;
    if (map.size !== plain.size) return `${at}: ${map.size} entries, expected ${plain.size}`;
  }
  for (const [key, value] of plain) if (map.load(key) !== value) return `at the end: ${key}`;
  return null;
}

for (const minor of [22, 24])
  for (const [key, value] of [
    ['int64', 'int64'],
    ['int32', '[40]byte'],
    ['string', 'int32'],
    ['[24]byte', 'bool'],
    ['uint16', 'string'],
    ['*int', '*int'],
  ] as const)
    test(`go1.${minor}, ${key} to ${value}: what a plain Map does, and all memory back at the end`, (t) => {
      const kernel = createKernel({ chargedBytes: 2 ** 24 });
      const isSmall = value === 'bool';
      fc.assert(
        fc.property(operations, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (list, seed) => {
          const map = new SyncMap(kernel, minor, key, value, seed);
          const before = liveBytes(kernel);
          const difference = firstDifference(map, list, isSmall);
          const { bytesHeld, bytesPeak, totalBytesAllocated, bytesAbandoned } = map.stats;
          // Nothing else is charged in this arena.
          const { charged } = liveBytes(kernel);
          map.free();
          const after = liveBytes(kernel);
          t.is(difference, null);
          t.is(bytesHeld, charged);
          t.is(totalBytesAllocated - bytesAbandoned, bytesHeld);
          t.true(bytesPeak >= bytesHeld);
          t.is(after.charged, 0);
          t.true(after.uncharged <= before.uncharged);
        }),
        { numRuns: 25 },
      );
    });

const held = (map: SyncMap): number => map.stats.bytesHeld;

// Keys and values are pointers, which need no box. The bytes are those of HeapAlloc in go1.22.12.
test('an old sync.Map keeps what was deleted, and then has two maps', (t) => {
  const map = new SyncMap(createKernel({ chargedBytes: 2 ** 24 }), 22, '*int', '*int');
  t.is(held(map), 32);
  t.is(held(new SyncMap(createKernel({ chargedBytes: 2 ** 24 }), 19, '*int', '*int')), 48);
  for (let key = 0; key < 10_000; key++) map.store(key, key);
  // Every look-up of a key that only the dirty map has is a miss: after as many, it is read.
  for (let key = 0; key < 10_000; key++) map.load(key);
  t.is(held(map), 698_872);
  for (let key = 0; key < 10_000; key++) map.delete(key);
  t.is(held(map), 538_872);
  map.store(10_001, 1);
  t.is(held(map), 997_720);
  t.is(map.size, 1);
  t.is(map.stats.growthsByKind['same-size'], 1);
});

test('a new sync.Map gives all but its root back', (t) => {
  for (const entries of [1, 1000, 100_000]) {
    const map = new SyncMap(createKernel({ chargedBytes: 2 ** 26 }), 24, '*int', '*int');
    t.is(held(map), 48);
    // The first call of any kind makes the root.
    t.is(map.load(1), undefined);
    t.is(held(map), 208);
    for (let key = 0; key < entries; key++) map.store(key, key);
    const nodes = (map.stats.buckets * 8) / 16;
    t.is(held(map), 48 + 48 * entries + 160 * nodes);
    // 368 nodes for 1,000 keys in the real one, whose hash seed is its own.
    if (entries === 1000) t.true(nodes > 330 && nodes < 410, `${nodes} nodes`);
    for (let key = 0; key < entries; key++) map.delete(key);
    t.is(held(map), 48 + 160);
    map.free();
  }
});

// Measured with go1.22.12, go1.24.4 and go1.27.3: MemStats around stores of existing keys.
test('every store allocates: key, value and holder in the old one, a leaf in the new one', (t) => {
  for (const [minor, key, value, bytes, allocations] of [
    [22, 'int64', 'int64', 32, 3],
    [23, 'int64', 'int64', 32, 3],
    [24, 'int64', 'int64', 64, 3],
    [27, 'int64', 'int64', 64, 3],
    [22, 'int32', 'int32', 24, 3],
    [22, 'string', 'int64', 40, 3],
    [24, 'string', 'int64', 72, 3],
    [22, 'int64', '[32]byte', 56, 3],
    [24, 'int64', '[32]byte', 88, 3],
    [22, 'int64', '*int', 24, 2],
    [24, 'int64', 'struct{}', 56, 2],
    [22, '*int', '*int', 16, 1],
    [24, '*int', 'bool', 48, 1],
  ] as const) {
    const map = new SyncMap(createKernel({ chargedBytes: 2 ** 24 }), minor, key, value);
    for (let at = 1000; at < 2000; at++) map.store(at, at);
    const before = map.stats;
    for (let at = 1000; at < 2000; at++) map.store(at, at);
    const { totalBytesAllocated, totalAllocations } = map.stats;
    const name = `go1.${minor}, ${key} to ${value}`;
    // Two objects of 8 bytes share a block, so the first one may use a block that was there.
    t.is(Math.round((totalBytesAllocated - before.totalBytesAllocated) / 1000), bytes, name);
    t.is((totalAllocations - before.totalAllocations) / 1000, allocations, name);
  }
});

test('a key that was expunged comes back in both maps', (t) => {
  const map = new SyncMap(createKernel({ chargedBytes: 2 ** 24 }), 22, 'int64', 'int64');
  for (let key = 0; key < 20; key++) map.store(key, key);
  for (let key = 0; key < 20; key++) map.load(key);
  t.true(map.delete(3));
  t.false(map.delete(3));
  // The new key makes a dirty map, without the deleted one; that one then comes back.
  map.store(100, 100);
  map.store(3, 33);
  t.is(map.load(3), 33);
  for (let miss = 0; miss < 30; miss++) t.is(map.load(100), 100);
  t.is(map.load(3), 33);
  t.is(map.size, 21);
});

test('a sync.Map that no longer fits says so and stays as it was', (t) => {
  for (const minor of [22, 24]) {
    const map = new SyncMap(createKernel({ chargedBytes: 2 ** 20 }), minor, 'int64', 'int64');
    let stored = 0;
    t.throws(() => {
      for (; stored < 100_000; stored++) map.store(stored + 1000, stored);
    });
    t.is(readMapFault(map.kernel, map.handle)?.kind, 'out-of-memory');
    t.is(map.size, stored);
    t.true(held(map) <= 2 ** 20);
    t.true(stored > 1000);
    for (let key = 0; key < stored; key++) if (map.load(key + 1000) !== key) t.fail(`${key}`);
    map.free();
    t.is(liveBytes(map.kernel).charged, 0);
  }
});
