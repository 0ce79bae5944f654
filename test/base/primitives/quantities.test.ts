import test from 'ava';
import { assert as check, maxSafeInteger, property } from 'fast-check';
import { byteColumnOf } from '../../../src/base/primitives/quantities/byte-unit.ts';
import {
  formatBytes,
  formatLimitBytes,
} from '../../../src/base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../src/base/primitives/quantities/format-count.ts';
import { parseBytes } from '../../../src/base/primitives/quantities/parse-bytes.ts';
import { parseCount } from '../../../src/base/primitives/quantities/parse-count.ts';

test('bytes are read in decimal and binary units without rounding', (t) => {
  for (const [text, bytes] of [
    ['1', 1],
    ['2GiB', 2147483648],
    ['2 gib', 2147483648],
    ['512MB', 512000000],
    ['512Mi', 536870912],
    ['1.5KiB', 1536],
    ['1.005kB', 1005],
    ['0.1MB', 100000],
    ['1e6', 1000000],
    ['1_000_000', 1000000],
    ['1e-1kB', 100],
    ['8TiB', 8796093022208],
    ['100B', 100],
  ] as const) {
    t.is(parseBytes(text, '--limit'), bytes, text);
  }
});

test('what is no number of bytes is refused with option, rule and value', (t) => {
  for (const [text, rule] of [
    ['', 'a number with a unit'],
    ['NaN', 'a number with a unit'],
    ['Infinity', 'a number with a unit'],
    ['MB', 'a number with a unit'],
    ['2G', 'a number with a unit'],
    ['2XB', 'a number with a unit'],
    ['0x10', 'a number'],
    ['1__0', 'a number'],
    ['1,5MB', 'a number'],
    ['-1MB', 'not negative'],
    ['0', 'at least 1'],
    ['0.5', 'a whole number'],
    ['1.1KiB', 'a whole number'],
    ['1e16', 'at most 2^53 - 1'],
    ['1e999', 'at most 2^53 - 1'],
    ['9007199254740993', 'at most 2^53 - 1'],
  ] as const) {
    t.throws(
      () => parseBytes(text, '--limit'),
      {
        name: 'SandboxError',
        message: `expected --limit to be a number of bytes (${rule}), such as 2GiB, 512MB or 1000000, got "${text}"`,
      },
      text,
    );
  }
});

test('counts are read as people write them', (t) => {
  t.is(parseCount('1e6', '--entries'), 1000000);
  t.is(parseCount(' 2.5e6 ', '--entries'), 2500000);
  t.is(parseCount('1_000_000', '--entries'), 1000000);
  t.is(parseCount('0', '--entries'), 0);
  t.is(parseCount('9007199254740991', '--entries'), Number.MAX_SAFE_INTEGER);
});

test('what is no count is refused with option, range and value', (t) => {
  for (const text of ['', 'x', 'NaN', '-1', '0.5', '1e-1', '1e16', '1k', '0b1', '1e']) {
    t.throws(
      () => parseCount(text, '--entries'),
      {
        message: `expected --entries to be a whole number from 0, such as 1000, 1_000_000 or 1e6, got "${text}"`,
      },
      text,
    );
  }
  t.throws(() => parseCount('1001', '--rounds', { min: 1, max: 1000 }), {
    message: /^expected --rounds to be a whole number from 1 to 1,000, /,
  });
});

test('bytes are written with one digit, in the binary unit that fits', (t) => {
  t.deepEqual(
    [0, 192, 1000, 1023, 1024, 20480, 1_048_524, 1_048_525, 40_108_032, 2 ** 42, -1536].map(
      (bytes) => formatBytes(bytes),
    ),
    [
      '0 B',
      '192 B',
      '1,000 B',
      '1,023 B',
      '1.0 KiB',
      '20.0 KiB',
      '1,023.9 KiB',
      '1.0 MiB',
      '38.3 MiB',
      '4.0 TiB',
      '-1.5 KiB',
    ],
  );
});

test('a limit is written in the unit that it was given in, as far as that is a binary one', (t) => {
  t.is(formatLimitBytes(2147483648), '2 GiB');
  t.is(formatLimitBytes(536870912), '512 MiB');
  t.is(formatLimitBytes(1537), '1.5 KiB');
  t.is(formatLimitBytes(1536 * 2 ** 20), '1,536 MiB');
  t.is(formatLimitBytes(512_000_000), '488.3 MiB');
  t.is(formatLimitBytes(100), '100 B');
});

function column(...figures: readonly (number | null)[]): readonly string[] {
  const bytes = byteColumnOf(figures);
  return [bytes.title('held'), ...figures.map((one) => (one === null ? '' : bytes.format(one)))];
}

test('a column of bytes keeps one unit, with the digits that its smallest figure needs', (t) => {
  t.deepEqual(column(40_108_032, 60_162_048, null), ['held, MiB', '38.3', '57.4', '']);
  t.deepEqual(column(64_864, 63_189_040), ['held, MiB', '0.062', '60.262']);
  t.deepEqual(column(280_000, 63_189_040), ['held, MiB', '0.27', '60.26']);
  t.deepEqual(column(480, 3_000, 63_189_040), ['held, MiB', '<0.001', '0.003', '60.262']);
  t.deepEqual(column(0, 2 ** 31), ['held, GiB', '0.00', '2.00']);
  t.deepEqual(column(48, 208), ['held, B', '48', '208']);
  t.deepEqual(column(), ['held, B']);
});

test('counts are written with separators', (t) => {
  t.is(formatCount(851969), '851,969');
  t.is(formatCount(-1234567), '-1,234,567');
  t.is(formatCount(999), '999');
  t.is(formatCount(2043.14, 1), '2,043.1');
  t.is(formatCount(-999), '-999');
  t.is(formatCount(2 ** 60), '1,152,921,504,606,846,976');
  t.is(formatCount(1e21), '1e+21');
  t.is(formatCount(Number.POSITIVE_INFINITY), 'Infinity');
});

test('separators stand where the English locale of ICU has them', (t) => {
  const english = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  check(
    property(maxSafeInteger(), (value) => {
      t.is(formatCount(value), value === 0 ? '0' : english.format(value));
    }),
  );
});
