import test from 'ava';
import { parseGoType } from '../../src/maps/model/go-type/parse-go-type.ts';
import { goCodec, type GoValue } from '../../src/maps/reference/go-codec.ts';

const view = new DataView(new ArrayBuffer(64));

function turned(type: string, value: GoValue): GoValue {
  const codec = goCodec(parseGoType(type));
  codec.write(view, 8, value);
  return codec.read(view, 8);
}

test('every number comes back as it was written, at both ends of its type', (t) => {
  const ends: readonly (readonly [string, GoValue, GoValue])[] = [
    ['int8', -128, 127],
    ['uint8', 0, 255],
    ['int16', -32_768, 32_767],
    ['uint16', 0, 65_535],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
    ['uint32', 0, 2 ** 32 - 1],
    ['int64', -(2n ** 63n), 2n ** 63n - 1n],
    ['uint64', 0n, 2n ** 64n - 1n],
    ['float32', -0.5, 1.5],
    ['float64', -1e300, 1e-300],
    ['bool', true, false],
  ];
  for (const [type, low, high] of ends) {
    t.is(turned(type, low), low, type);
    t.is(turned(type, high), high, type);
  }
  t.is(turned('int64', 5), 5n);
  t.is(turned('int16', 7n), 7);
  t.is(turned('struct{}', null), null);
  t.deepEqual(turned('[3]byte', new Uint8Array([1, 2, 3])), new Uint8Array([1, 2, 3]));
});

test('a value that the type cannot hold is refused with the type, the rule and the value', (t) => {
  const refused: readonly (readonly [string, GoValue, string])[] = [
    ['struct{}', 1, "expected null for Go's struct{}, got 1"],
    ['bool', 1, "expected a boolean for Go's bool, got 1"],
    ['float64', '1', "expected a number for Go's float64, got 1"],
    ['float32', 1n, "expected a number for Go's float32, got 1"],
    ['int8', 128, "expected an integer from -128 to 127 for Go's int8, got 128"],
    ['uint16', -1, "expected an integer from 0 to 65535 for Go's uint16, got -1"],
    ['int32', 1.5, "expected an integer from -2147483648 to 2147483647 for Go's int32, got 1.5"],
    ['uint8', true, "expected an integer from 0 to 255 for Go's uint8, got true"],
    ['int64', 0.5, "expected a bigint or a safe integer of 64 bits for Go's int64, got 0.5"],
    [
      'uint64',
      2n ** 64n,
      `expected a bigint or a safe integer of 64 bits for Go's uint64, got ${2n ** 64n}`,
    ],
    [
      '[3]byte',
      new Uint8Array(2),
      "expected a Uint8Array of 3 bytes for Go's [3]byte, got a Uint8Array of 2 bytes",
    ],
    ['[3]byte', null, "expected a Uint8Array of 3 bytes for Go's [3]byte, got null"],
  ];
  for (const [type, value, message] of refused)
    t.throws(() => turned(type, value), { message }, type);
});
