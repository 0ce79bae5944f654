import test from 'ava';
import type { MapModel } from '../../../src/maps/model/map-model.ts';
import { parseSizeDistribution } from '../../../src/maps/model/payload/parse-size-distribution.ts';
import type { Payload } from '../../../src/maps/model/payload/payload.ts';
import type { SizeDistribution } from '../../../src/maps/model/payload/size-distribution.ts';
import { payloadOf } from '../../../src/maps/model/payload/payload-of.ts';

function parsed(text: string | undefined): SizeDistribution | null {
  return text === undefined ? null : parseSizeDistribution(text, 'sizes');
}

function payload(
  map: MapModel,
  key: string,
  value: string,
  sizes: { readonly key?: string; readonly value?: string; readonly node?: number } = {},
): Payload {
  return payloadOf({
    map,
    key,
    value,
    keySizes: parsed(sizes.key),
    valueSizes: parsed(sizes.value),
    nodeMajor: sizes.node ?? 20,
  });
}

// Charged by Go's size classes: a string of 40 bytes takes 48, of 512 takes 512.
const go: readonly (readonly [
  key: string,
  value: string,
  sizes: object,
  heap: number,
  objects: number,
])[] = [
  ['int64', 'int64', {}, 0, 0],
  ['string(40)', '[]byte(512)', {}, 48 + 512, 2],
  ['string', '[]byte', { key: '40', value: '512' }, 48 + 512, 2],
  ['int64', '*[7]int64', {}, 64, 1],
  // An object of 520 bytes with pointers carries a header of 8 and goes to the class of 576.
  ['int64', '*struct { a [64]int64; b *[2]int64 }', {}, 576 + 16, 2],
  // A string in a struct behind a pointer is open, and so takes what --value-bytes says.
  ['int64', '*struct { id int64; name string }', { value: '30' }, 24 + 32, 2],
  ['int64', '[2]string', { value: '64' }, 2 * 32, 2],
  ['int64', '[]string(8)(3)', {}, 48 + 3 * 8, 2.5],
  ['int64', '[]int64', { value: '100' }, 96, 1],
  ['int64', 'struct{}', {}, 0, 0],
  ['string(0)', 'string(0)', {}, 0, 0],
  ['int64', 'any', { value: '24' }, 24, 1],
  ['int64', '[]byte(40000)', {}, 40_960, 1],
  ['string', 'int64', { key: '16:1,100:1' }, (16 + 112) / 2, 1],
];

for (const [key, value, sizes, heap] of go) {
  test(`map[${key}]${value} of Go ${JSON.stringify(sizes)} carries ${heap} bytes`, (t) => {
    const { heapBytes, unknown } = payload('go1.22', key, value, sizes);
    t.is(heapBytes, heap);
    t.deepEqual(unknown, []);
  });
}

test('small strings share blocks of 16 bytes, as the tiny allocator packs them', (t) => {
  // Two of 8 bytes and three of 5 share a block; 10 bytes leave no room for another.
  t.is(payload('go1.22', 'string(8)', 'int64').heapBytes, 8);
  t.true(Math.abs(payload('go1.22', 'string(5)', 'int64').heapBytes - 16 / 3) < 0.01);
  t.is(payload('go1.22', 'string(10)', 'int64').heapBytes, 16);
  t.is(payload('go1.22', 'string(8)', 'string(8)').heapBytes, 16);
});

test('from Go 1.26 on, mark bits in the spans make small objects cost more resident bytes', (t) => {
  // 16 objects of 512 bytes fill a span of 8 KiB; 128 bytes of marks leave room for 15.
  const classic = payload('go1.24', 'int64', '[]byte(512)');
  const greenTea = payload('go1.26', 'int64', '[]byte(512)');
  t.deepEqual([classic.heapBytes, greenTea.heapBytes], [512, 512]);
  t.is(classic.residentBytes, (8192 + 160 + 16) / 16);
  t.is(greenTea.residentBytes, (8192 + 160 + 16) / 15);
  t.is(payload('go1.26', 'int64', '[]byte(1024)').residentBytes, (8192 + 160 + 16) / 8);
});

test('what nothing tells the size of is named, and counts nothing', (t) => {
  t.deepEqual(payload('go1.22', 'string', '[]byte').unknown, [
    { of: 'keys', type: 'string' },
    { of: 'values', type: '[]byte' },
  ]);
  t.deepEqual(payload('go1.22', 'string', '[]byte', { key: '16' }).unknown, [
    { of: 'values', type: '[]byte' },
  ]);
  // The length of the slice is given, but not what hangs on its elements.
  t.deepEqual(payload('go1.22', 'int64', '[]string', { value: '64' }).unknown, [
    { of: 'values', type: 'string' },
  ]);
  t.deepEqual(payload('go1.22', 'int64', 'map[string]int').unknown, [
    { of: 'values', type: 'map[string]int' },
  ]);
  t.deepEqual(payload('v8', 'smi', 'object').unknown, [{ of: 'values', type: 'object' }]);
  t.deepEqual(payload('v8', 'smi', '*int').unknown, [{ of: 'values', type: '*int' }]);
});

// Bytes of the heap per value, weighed in Node 20.20.2 with 100,000 of them: (heapUsed after - before) / n.
const v8: readonly (readonly [value: string, heap: number])[] = [
  ['smi', 0],
  ['boolean', 0],
  ['null', 0],
  ['double', 16],
  ['string(1)', 0],
  ['string(2)', 24],
  ['string(36)', 56],
  ['utf16(20)', 56],
  ['randomUUID', 480],
  ['{}', 56],
  ['{ a: smi }', 32],
  ['{ a: smi, b: smi, c: smi, d: smi, e: smi }', 64],
  ['{ a: double; b: double; c: smi }', 80],
  ['[]', 32],
  ["['user']", 32],
  ['[smi, smi, smi]', 72],
  ['double[2]', 64],
  ['smi[10]', 128],
  ['[smi, double]', 64],
  ['[string(8), double]', 32 + 32 + 24 + 16],
  ['bigint', 24],
  ['Date', 112],
  ['Buffer(16)', 216],
  ['Buffer(300)', 184],
  ["{ userId: smi, createdAt: double, expires: double, csrf: string(32), roles: ['user'] }", 176],
];

for (const [value, heap] of v8) {
  test(`a ${value} of V8 carries ${heap} bytes`, (t) => {
    t.is(payload('v8', 'smi', value).heapBytes, heap);
  });
}

test('buffers beyond 64 bytes lie beside the heap, and are larger objects from Node 24 on', (t) => {
  const { heapBytes, offHeapBytes, contentBytes } = payload('v8', 'smi', 'Buffer', {
    value: '4352',
    node: 24,
  });
  // A chunk of malloc of 4,368 bytes, and 176 of the records of the buffer.
  t.deepEqual([heapBytes, offHeapBytes, contentBytes], [200, 4368 + 176, 4352]);
  t.is(payload('v8', 'smi', 'Date', { node: 24 }).heapBytes, 96);
});

test('types of Go stand for what they would be in JavaScript', (t) => {
  t.is(payload('v8', 'int64', 'int32').heapBytes, 16);
  t.is(payload('v8', 'string', 'struct{}', { key: '36' }).heapBytes, 56);
  t.is(payload('v8', 'int32', '[]byte', { value: '64' }).heapBytes, 184 + 16 + 64);
});

test('wrong shapes are refused with what would be right', (t) => {
  const message = (text: string): string =>
    t.throws(() => payload('v8', 'smi', text))?.message ?? '';
  t.regex(
    message('{ a: smi'),
    /to be a value of JavaScript such as smi, .*: expected , or \} before the end/,
  );
  t.regex(message('strings'), /"strings" is no shape known here/);
  t.regex(message('string(x)'), /expected a length of at most 536870912, got "x"/);
  t.regex(message('smi smi'), /unexpected "smi"/);
  t.regex(message('{ a: #b }'), /cannot read "#b }"/);
  const fields = Array.from({ length: 129 }, (_, index) => `f${index}: smi`).join(', ');
  t.regex(message(`{ ${fields} }`), /objects of more than 128 fields/);
  t.regex(message('x'.repeat(4001)), /at most 4000 characters, got 4001/);
});
