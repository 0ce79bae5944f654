import test from 'ava';
import { HeapObject } from '../../../../src/live/attach/go/heap/heap-object.ts';
import { liveMapOf } from '../../../../src/live/attach/go/go-live-maps.ts';
import type { GoMap } from '../../../../src/live/attach/go/maps/go-map.ts';
import type {
  RuntimeMapType,
  RuntimeType,
} from '../../../../src/live/attach/go/program/go-types.ts';

const kinds = { bool: 1, uint64: 11, array: 17, map: 21, struct: 25 } as const;

function runtimeType(
  name: string,
  kind: keyof typeof kinds,
  sizeBytes: number,
  alignBytes: number,
): RuntimeType {
  const hasPointers = kind === 'map';
  return {
    address: 0,
    name,
    sizeBytes,
    alignBytes,
    hasPointers,
    kind: kinds[kind],
    isPlainMemory: true,
    pointerBytes: hasPointers ? 8 : 0,
  };
}

function mapType(key: RuntimeType, value: RuntimeType, groupBytes: number): RuntimeMapType {
  const inner = runtimeType('group', 'struct', groupBytes, 8);
  return { ...runtimeType(`map[${key.name}]${value.name}`, 'map', 8, 8), key, value, inner };
}

const bool = runtimeType('bool', 'bool', 1, 1);
const uint64 = runtimeType('uint64', 'uint64', 8, 8);
const none = runtimeType('struct {}', 'struct', 0, 1);
const id = runtimeType('[16]uint8', 'array', 16, 1);
const longId = runtimeType('[20]uint8', 'array', 20, 1);

const counts = mapType(uint64, bool, 136);
const seen = mapType(id, none, 144);
const seenLong = mapType(longId, none, 176);

/** A map of 1,000 entries that is of one of these types. */
function mapOf(candidates: readonly RuntimeMapType[]): GoMap {
  const span = {
    record: 0,
    bytes: 18_432,
    hasHeader: false,
    isLarge: false,
    hasPointers: false,
    largeType: 0,
  };
  const object = new HeapObject(span, 0, 0x2000);
  return {
    address: 0x1000,
    seed: 1,
    tableAddress: 0x2000,
    goroutine: null,
    survival: 'survived',
    verdict: { type: null, evidence: null, candidates, isConfirmed: false },
    header: Buffer.alloc(48),
    isEstimate: false,
    figures: {
      entries: 1000,
      deleted: 0,
      capacityEntries: 1792,
      loadFactor: 0.5,
      buckets: 256,
      overflowBuckets: 0,
      bytes: { held: 36_976, current: 36_864, old: 0, headers: 112, entries: 0, peak: null },
      growing: null,
      growthsByKind: null,
      tables: null,
    },
    parts: { family: 'swiss', group: { address: 0x2000, object } },
  };
}

const specOf = (model: 'go1.23' | 'go1.26', candidates: readonly RuntimeMapType[]) =>
  liveMapOf(mapOf(candidates), {
    id: '0x1000',
    address: '0x1000',
    holder: null,
    wasWritten: false,
    model,
    hasMadeTypes: false,
    atMs: 0,
  }).spec;

test('Swiss maps of which two types may be have a forecast where tables of both are charged the same in every size', (t) => {
  const spec = specOf('go1.26', [seen, counts]);
  t.is(spec?.map, 'go1.26');
  t.like(spec?.key, { name: '[16]uint8', sizeBytes: 16 });
  // Groups of 144 and 176 bytes differ in each size.
  t.is(specOf('go1.26', [seen, seenLong]), null);
  t.is(specOf('go1.26', [seen, counts, seenLong]), null);
});

test('a classic map of which two types may be has none: its arrays of buckets differ in larger sizes', (t) => {
  t.is(specOf('go1.23', [seen, counts]), null);
});
