import test from 'ava';
import * as fc from 'fast-check';
import { namedGoTypes } from '../../src/maps/model/go-type/go-type.ts';
import { parseGoKeyType, parseGoType } from '../../src/maps/model/go-type/parse-go-type.ts';

// Size, alignment and pointers as `unsafe.Sizeof`, `unsafe.Alignof` and the compiler's own layout
// rules give them on linux/amd64.
const layouts: readonly (readonly [string, number, number, boolean, string])[] = [
  ['int8', 1, 1, false, 'int8'],
  ['bool', 1, 1, false, 'int8'],
  ['byte', 1, 1, false, 'int8'],
  ['uint16', 2, 2, false, 'int16'],
  ['rune', 4, 4, false, 'int32'],
  ['uint32', 4, 4, false, 'int32'],
  ['int', 8, 8, false, 'int64'],
  ['uintptr', 8, 8, false, 'int64'],
  ['float32', 4, 4, false, 'float'],
  ['complex64', 8, 4, false, 'float'],
  ['complex128', 16, 8, false, 'float'],
  ['string', 16, 8, true, 'string'],
  ['any', 16, 8, true, 'interface'],
  ['interface{}', 16, 8, true, 'interface'],
  ['interface { Read(p []byte) (int, error) }', 16, 8, true, 'interface'],
  ['error', 16, 8, true, 'interface'],
  ['unsafe.Pointer', 8, 8, true, 'pointer'],
  ['time.Time', 24, 8, true, 'bytes'],
  ['*int', 8, 8, true, 'pointer'],
  ['**[4]string', 8, 8, true, 'pointer'],
  ['[]byte', 24, 8, true, 'none'],
  ['[][]*int', 24, 8, true, 'none'],
  ['map[string][]int', 8, 8, true, 'none'],
  ['chan int', 8, 8, true, 'pointer'],
  ['<-chan int', 8, 8, true, 'pointer'],
  ['chan<- struct{}', 8, 8, true, 'pointer'],
  ['func()', 8, 8, true, 'none'],
  ['func(a int, b ...string) (int, error)', 8, 8, true, 'none'],
  ['func(int) string', 8, 8, true, 'none'],
  ['[32]byte', 32, 1, false, 'bytes'],
  ['[0]string', 0, 8, false, 'mixed'],
  ['[3][2]int16', 12, 2, false, 'bytes'],
  ['[0x10]uint8', 16, 1, false, 'bytes'],
  ['[1_000]int64', 8000, 8, false, 'bytes'],
  ['[2]string', 32, 8, true, 'mixed'],
  ['[4][]int', 96, 8, true, 'none'],
  ['struct{}', 0, 1, false, 'bytes'],
  ['struct { a int64; b string }', 24, 8, true, 'mixed'],
  ['struct{a, b int32}', 8, 4, false, 'bytes'],
  ['struct { a int8; b int64 }', 16, 8, false, 'mixed'],
  ['struct { a int64; b int8 }', 16, 8, false, 'mixed'],
  ['struct { a int64; _ int64 }', 16, 8, false, 'mixed'],
  ['struct { a int64; b struct{} }', 16, 8, false, 'mixed'],
  ['struct { a struct{}; b struct{} }', 0, 1, false, 'bytes'],
  ['struct { a byte; b [3]byte; c uint16; d uint64 }', 16, 8, false, 'mixed'],
  ['struct { int64; *string }', 16, 8, true, 'mixed'],
  ['struct { a int `json:"a"`; b func(int) "tag"; c []int }', 40, 8, true, 'none'],
  ['struct {\n  a int64\n  b, c bool\n}', 16, 8, false, 'mixed'],
];

test('types have the size, the alignment, the pointers and the key kind that Go gives them', (t) => {
  for (const [text, ...expected] of layouts) {
    const { sizeBytes, alignBytes, hasPointers, keyKind } = parseGoType(text);
    t.deepEqual([sizeBytes, alignBytes, hasPointers, keyKind], expected, text);
  }
});

test('a name is written the way Go writes it', (t) => {
  t.is(parseGoType(' map [ string ] [ ]int').name, 'map[string][]int');
  t.is(parseGoType('struct{a,b int8;c *int}').name, 'struct { a int8; b int8; c *int }');
  t.is(parseGoType('[0x10]byte').name, '[16]byte');
});

test('what Go cannot have is refused with the reason', (t) => {
  for (const [text, reason] of [
    ['', 'it ends too early'],
    ['itn64', '"itn64" is no type known here'],
    ['[32byte', '"32byte" is no length'],
    ['[-1]byte', 'cannot read "-1]byte"'],
    ['[1.5]byte', 'cannot read ".5]byte"'],
    ['[9007199254740993]byte', 'is no length'],
    ['[1000000000000][1000000]byte', 'too large'],
    ['int64 int64', 'unexpected "int64"'],
    ['struct { a int64', 'expected ; or } before the end'],
    ['struct { a, int64 }', 'expected a field name before "int64"'],
    ['map[[]int]string', '[]int cannot be a map key'],
    ['func(int', '( is not closed'],
    ['*'.repeat(60), 'nested too deep'],
    ['constructor', '"constructor" is no type known here'],
  ] as const) {
    const error = t.throws(() => parseGoType(text, '--value'), { name: 'SandboxError' }, text);
    t.true(error.message.startsWith('expected --value to be a Go type'), error.message);
    t.true(error.message.includes(reason), error.message);
  }
  t.throws(() => parseGoType('*'.repeat(2000)), { message: /at most 1000 characters, got 2000/ });
});

test('a type that is not comparable is refused as a key', (t) => {
  t.is(parseGoKeyType('[16]byte').keyKind, 'bytes');
  for (const text of ['[]byte', 'map[int]int', 'func()', '[2][]int', 'struct { f func() }']) {
    t.throws(() => parseGoKeyType(text, '--key'), {
      message: /^expected --key to be a comparable Go type, got "/,
    });
  }
});

test('layouts of random types obey the rules of layout', (t) => {
  const { type } = fc.letrec<{ type: string }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(...namedGoTypes),
      fc.tuple(fc.nat(9), tie('type')).map(([n, element]) => `[${n}]${element}`),
      tie('type').map((element) => `*${element}`),
      fc
        .array(tie('type'), { maxLength: 4 })
        .map((types) => `struct { ${types.map((field, i) => `f${i} ${field}`).join('; ')} }`),
    ),
  }));
  fc.assert(
    fc.property(type, (text) => {
      fc.pre(text.length <= 1000);
      const parsed = parseGoType(text);
      t.is(parsed.sizeBytes % parsed.alignBytes, 0);
      t.true([1, 2, 4, 8].includes(parsed.alignBytes));
      const { name: _, ...layout } = parsed;
      const { name: __, ...again } = parseGoType(parsed.name);
      t.deepEqual(again, layout);
    }),
    { numRuns: 300, seed: 1 },
  );
  t.pass();
});
