import test from 'ava';
import * as fc from 'fast-check';
import type { GoValue } from '../../../src/maps/reference/go-codec.ts';
import { parseGoType } from '../../../src/maps/model/go-type/parse-go-type.ts';
import { BatchLines } from '../../../src/live/service/routes/batch-lines.ts';
import { textCodec } from '../../../src/live/service/routes/text-codec.ts';
import { prefersOpenMetrics } from '../../../src/live/service/http/prefers-open-metrics.ts';

const codec = (type: string) => textCodec(parseGoType(type, 'value'));

test('Every value of a type comes back from its text', (t) => {
  const types: Readonly<Record<string, fc.Arbitrary<GoValue>>> = {
    int64: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    uint8: fc.integer({ min: 0, max: 255 }),
    float64: fc.double({ noNaN: true }),
    bool: fc.boolean(),
    string: fc.string({ unit: 'grapheme' }),
    '[5]byte': fc.uint8Array({ minLength: 5, maxLength: 5 }),
    'struct{}': fc.constant(null),
  };
  for (const [type, values] of Object.entries(types)) {
    const texts = codec(type);
    fc.assert(
      fc.property(values, (value) => {
        // JavaScript writes -0 as 0.
        t.deepEqual(texts.parse(texts.format(value)), Object.is(value, -0) ? 0 : value);
      }),
      { numRuns: 50 },
    );
  }
});

test('Text that is no value is refused by the name of its type', (t) => {
  const cases = [
    ['int64', '1.5', "expected a whole number in decimal for Go's int64, got '1.5'"],
    ['int32', '', "expected a whole number in decimal for Go's int32, got ''"],
    ['float64', 'NaN', "expected a number for Go's float64, got 'NaN'"],
    ['bool', '1', "expected true or false for Go's bool, got '1'"],
    ['[2]byte', '12zz', "expected 4 hexadecimal digits for Go's [2]byte, got '12zz'"],
    ['struct{}', 'x', "expected nothing for Go's struct{}, got 'x'"],
    [
      'int8',
      'y'.repeat(50),
      `expected a whole number in decimal for Go's int8, got '${'y'.repeat(40)}...'`,
    ],
  ] as const;
  for (const [type, text, message] of cases)
    t.throws(() => codec(type).parse(text), { name: 'SandboxError', message });
});

test('Lines are the same however the stream is cut, and long ones are dropped once', (t) => {
  const text = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'ü', '😀', '\n', '{'), maxLength: 14 }),
  );
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (parts, cuts) => {
      const whole = parts.join('');
      const bytes = Buffer.from(whole);
      const lines: (string | null)[] = [];
      const reader = new BatchLines(10, (line) => lines.push(line));
      for (let at = 0, cut = 0; at < bytes.length; cut++) {
        const length = cuts[cut % cuts.length] ?? 1;
        reader.push(bytes.subarray(at, at + length));
        at += length;
      }
      reader.end();
      const expected = whole.split('\n').map((line) => (line.length > 10 ? null : line));
      if (expected.at(-1) === '') expected.pop();
      t.deepEqual(lines, expected);
    }),
  );
});

test('The format of the metrics is the one that the client likes better', (t) => {
  const prometheus =
    'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1';
  t.true(prefersOpenMetrics(prometheus));
  t.true(prefersOpenMetrics('Application/OpenMetrics-Text'));
  t.false(prefersOpenMetrics('application/openmetrics-text;q=0.1, text/plain;q=0.9'));
  t.false(prefersOpenMetrics('application/openmetrics-text;q=0'));
  t.false(prefersOpenMetrics('text/plain'));
  t.false(prefersOpenMetrics('*/*'));
  t.false(prefersOpenMetrics(''));
});
