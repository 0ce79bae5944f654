import test from 'ava';
import {
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  integer,
  nat,
  oneof,
  property,
  tuple,
} from 'fast-check';
import type { GoType } from '../../src/maps/model/go-type/go-type.ts';
import type { GoValue } from '../../src/maps/reference/go-codec.ts';
import { createKernel, type Kernel } from '../../src/maps/reference/kernel/kernel.ts';
import { mapTypeRequest } from '../../src/maps/reference/kernel/map-type-request.ts';
import { newMap, newMapType } from '../../src/maps/reference/kernel/new-map.ts';
import { parseGoKeyType, parseGoType } from '../../src/maps/model/go-type/parse-go-type.ts';
import { readMapStats, mapRecordBytes } from '../../src/maps/reference/kernel/read-map-stats.ts';
import { KernelReferenceMap } from '../../src/maps/reference/kernel-reference-map.ts';
import { OperationCount } from '../../src/maps/model/operation-count.ts';
import { arenaCountersOf } from '../support/arena-counters.ts';
import { auditedBytes } from './audited-bytes.ts';

const keyTypes = ['int64', 'int32', 'int16', '*int', 'string', '[5]byte', '[128]byte', '[129]byte'];
const valueTypes = ['struct{}', 'int64', 'bool', '[12]byte', '[128]byte', '[200]byte', 'string'];
const pairs = keyTypes.flatMap((key) => valueTypes.map((value) => [key, value] as const));

/** A map under test in a kernel of its own, with its oracle. */
class Subject {
  readonly kernel: Kernel;
  readonly handle: number;
  readonly map: KernelReferenceMap;
  readonly oracle = new Map<number, number>();
  readonly #version: number;
  readonly #key: GoType;
  readonly #value: GoType;
  readonly #idle: readonly number[];
  readonly #scratch: number;
  peak = 0;

  constructor(kernel: Kernel, types: readonly [string, string], version: number, hint: number) {
    const { exports } = kernel;
    this.kernel = kernel;
    this.#version = version;
    this.#scratch = exports.arenaReserve(mapRecordBytes);
    this.#idle = this.#arena();
    this.#key = parseGoKeyType(types[0]);
    this.#value = parseGoType(types[1]);
    const type = newMapType(kernel, mapTypeRequest(this.#key, this.#value));
    this.handle = newMap(kernel, { type, minor: version, hint, seed: 1n, events: 64 });
    this.map = new KernelReferenceMap({
      kernel,
      handle: this.handle,
      type,
      key: this.#key,
      value: this.#value,
      isSync: false,
      operations: new OperationCount(),
    });
  }

  #arena(): readonly number[] {
    const { liveBytes, liveAllocations, unchargedBytes } = arenaCountersOf(this.kernel);
    return [liveBytes, liveAllocations, unchargedBytes];
  }

  key(index: number): GoValue {
    return shaped(this.#key, index);
  }

  value(index: number): GoValue {
    return shaped(this.#value, index);
  }

  set(key: number, value: number): void {
    this.map.set(this.key(key), this.value(value));
    this.oracle.set(key, value);
  }

  delete(key: number): boolean {
    return this.map.delete(this.key(key)) === this.oracle.delete(key);
  }

  clear(): void {
    this.map.clear();
    this.oracle.clear();
  }

  /** Whether the accounts, the walk and the arena agree on what the map holds. */
  bytesAgree(): boolean {
    const { bytesHeld, bytesPeak, totalBytesAllocated, bytesAbandoned } = readMapStats(
      this.kernel,
      this.handle,
      this.#scratch,
    );
    const [charged = -1] = this.#arena();
    this.peak = Math.max(this.peak, bytesHeld);
    return (
      bytesHeld === auditedBytes(this.kernel, this.handle, this.#version, this.#key, this.#value) &&
      bytesHeld === charged &&
      bytesPeak >= this.peak &&
      totalBytesAllocated - bytesAbandoned === bytesHeld
    );
  }

  /** Whether every key of the oracle, and none beside them up to `keys`, is there with its value. */
  entriesAgree(keys: number): boolean {
    if (this.map.size !== this.oracle.size) return false;
    for (let key = 0; key < keys; key++) {
      const value = this.oracle.get(key);
      const found = this.map.get(this.key(key));
      if (value === undefined ? found !== undefined : !same(found, this.value(value))) return false;
    }
    return true;
  }

  /** Closes the map; whether the arena is as it was before. */
  closesClean(): boolean {
    this.map.close();
    const after = this.#arena();
    const isClean = after.every((count, index) => count === this.#idle[index]);
    this.kernel.exports.arenaUnreserve(this.#scratch, mapRecordBytes);
    return isClean;
  }
}

/** The index-th value of a type; different for every index below 2^15 but of bool and struct{}. */
function shaped(type: GoType, index: number): GoValue {
  if (type.name === 'bool') return index % 2 === 0;
  if (type.name === 'string') return `${'key-'.repeat(index % 9)}${index}`;
  if (type.sizeBytes === 0) return null;
  if (type.keyKind === 'int64') return BigInt(index) * 0x9e37_79b9n - 2n ** 40n;
  if (type.keyKind === 'int32' || type.keyKind === 'int16') return index - 99;
  const bytes = new Uint8Array(type.sizeBytes).fill(index % 251);
  new DataView(bytes.buffer).setUint32(bytes.length - 4, index);
  return bytes;
}

function same(left: GoValue | undefined, right: GoValue): boolean {
  return left instanceof Uint8Array && right instanceof Uint8Array
    ? Buffer.compare(left, right) === 0
    : left === right;
}

const ARENA_BYTES = 64 * 1024 * 1024;

function newKernel(): Kernel {
  return createKernel({ chargedBytes: ARENA_BYTES });
}

const KEYS = 160;
const operation = oneof(
  { weight: 60, arbitrary: tuple(constant('set'), nat(KEYS - 1), nat(30_000)) },
  { weight: 35, arbitrary: tuple(constant('delete'), nat(KEYS - 1), constant(0)) },
  { weight: 1, arbitrary: tuple(constant('clear'), constant(0), constant(0)) },
);

test('2,000 random sequences leave the same entries as a Map, and bytes that add up after each operation', (t) => {
  const kernel = newKernel();
  assert(
    property(
      constantFrom(...pairs),
      constantFrom(19, 21, 22, 23),
      constantFrom(0, 0, 9, 40, 200),
      array(operation, { maxLength: 250, size: 'max' }),
      (types, version, hint, operations) => {
        const subject = new Subject(kernel, types, version, hint);
        for (const [kind, key, value] of operations) {
          if (kind === 'set') subject.set(key, value);
          else if (kind === 'clear') subject.clear();
          else if (!subject.delete(key)) return false;
          if (!subject.bytesAgree()) return false;
        }
        return subject.entriesAgree(KEYS) && subject.closesClean();
      },
    ),
    { numRuns: 2000, seed: 20_261_122 },
  );
  t.pass();
});

test('windows that slide for long repair themselves at the same size, of every type', (t) => {
  const kernel = newKernel();
  assert(
    property(constantFrom(...pairs), integer({ min: 90, max: 103 }), (types, window) => {
      const subject = new Subject(kernel, types, 22, 0);
      for (let index = 0; index < 4000; index++) {
        subject.set(index, index);
        if (index >= window && !subject.delete(index - window)) return false;
        if (index % 397 === 0 && !(subject.bytesAgree() && subject.entriesAgree(4000)))
          return false;
      }
      const { growthsByKind } = subject.map.stats();
      return (growthsByKind['same-size'] ?? 0) > 0 && subject.bytesAgree() && subject.closesClean();
    }),
    { numRuns: 40, seed: 7 },
  );
  t.pass();
});

test('a growth may be cut short by a clear, or by deleting everything, at any point', (t) => {
  const kernel = newKernel();
  let growing = 0;
  assert(
    property(
      constantFrom(...pairs),
      integer({ min: 105, max: 260 }),
      boolean(),
      (types, entries, isClear) => {
        const subject = new Subject(kernel, types, 23, 0);
        for (let key = 0; key < entries; key++) subject.set(key, key);
        if (subject.map.stats().isGrowing) growing += 1;
        const seed = kernel.exports.mapSeed(subject.handle);
        if (isClear) subject.clear();
        else for (let key = 0; key < entries; key++) if (!subject.delete(key)) return false;
        const isReseeded = kernel.exports.mapSeed(subject.handle) !== seed;
        const agrees = isReseeded && subject.bytesAgree() && subject.entriesAgree(entries);
        for (let key = 0; key < 2 * entries; key++) subject.set(key, key + 1);
        return (
          agrees &&
          subject.bytesAgree() &&
          subject.entriesAgree(3 * entries) &&
          subject.closesClean()
        );
      },
    ),
    { numRuns: 300, seed: 11 },
  );
  t.true(growing > 20, `only ${growing} runs were in a growth`);
});

test('a refusal at any byte leaves the map as it was, and usable', (t) => {
  const kernel = newKernel();
  let refusals = 0;
  assert(
    property(constantFrom(...pairs), integer({ min: 300, max: 60_000 }), (types, room) => {
      const subject = new Subject(kernel, types, 22, 0);
      try {
        kernel.exports.arenaSetLimits(BigInt(room), 0n);
        for (let key = 0; key < 400; key++) {
          const before = subject.map.stats();
          try {
            subject.set(key, key);
          } catch {
            refusals += 1;
            const { bytesHeld, entries } = subject.map.stats();
            // A growth may have been made for a write that was then refused its own memory.
            if (entries !== before.entries || bytesHeld < before.bytesHeld) return false;
            if (!subject.bytesAgree()) return false;
            if (refusals % 20 === 0 && !subject.entriesAgree(400)) return false;
            if (key > 0 && !subject.delete(subject.oracle.keys().next().value ?? 0)) return false;
          }
        }
      } finally {
        kernel.exports.arenaSetLimits(BigInt(ARENA_BYTES), 0n);
      }
      return subject.bytesAgree() && subject.entriesAgree(400) && subject.closesClean();
    }),
    { numRuns: 150, seed: 5 },
  );
  t.true(refusals > 1000, `only ${refusals} refusals`);
});
