import test from 'ava';
import * as fc from 'fast-check';
import {
  parseSizeDistribution,
  parseSizeLines,
} from '../../../src/maps/model/payload/parse-size-distribution.ts';
import {
  equalShares,
  meanOverSizes,
  sizePoints,
  sizesText,
} from '../../../src/maps/model/payload/size-distribution.ts';

const identity = (bytes: number): number => bytes;

test('sizes are a number, a lognormal by median and p99, or sizes with weights', (t) => {
  t.deepEqual(parseSizeDistribution('512', '--value-bytes'), { kind: 'fixed', bytes: 512 });
  t.deepEqual(parseSizeDistribution('4KiB', '--value-bytes'), { kind: 'fixed', bytes: 4096 });
  t.deepEqual(parseSizeDistribution('0', '--value-bytes'), { kind: 'fixed', bytes: 0 });
  t.deepEqual(parseSizeDistribution('lognormal(256, 4KiB)', '--value-bytes'), {
    kind: 'lognormal',
    medianBytes: 256,
    p99Bytes: 4096,
  });
  t.deepEqual(parseSizeDistribution('16:3, 640:1, 8', '--value-bytes'), {
    kind: 'weighted',
    sizes: [
      { bytes: 16, weight: 3 },
      { bytes: 640, weight: 1 },
      { bytes: 8, weight: 1 },
    ],
  });
});

test('a lognormal has its median, its 99th percentile and its mean', (t) => {
  const sizes = parseSizeDistribution('lognormal(256, 4096)', '--value-bytes');
  const shares = equalShares(sizes, 1000);
  t.is(shares[499], 256);
  t.true(Math.abs((shares[989] ?? 0) / 4096 - 1) < 0.03);
  // 256 exp(sigma^2 / 2) with sigma = ln(16) / 2.326348.
  t.true(
    Math.abs(meanOverSizes(sizes, identity) / 520.8 - 1) < 0.005,
    String(meanOverSizes(sizes, identity)),
  );
});

test('a file of sizes counts equal lines together and takes counts behind sizes', (t) => {
  const sizes = parseSizeLines('# bytes\n40\n40\n\n512, 2\n7\t1\r\n', 'sizes.txt');
  t.deepEqual(sizes, {
    kind: 'weighted',
    sizes: [
      { bytes: 40, weight: 2 },
      { bytes: 512, weight: 2 },
      { bytes: 7, weight: 1 },
    ],
  });
  t.is(sizesText(sizes), '7 to 512 bytes, 222.2 on average');
});

test('equal shares stand for any distribution: their mean is that of the distribution', (t) => {
  const size = fc.record({ bytes: fc.nat(5000), weight: fc.integer({ min: 1, max: 9 }) });
  t.notThrows(() =>
    fc.assert(
      fc.property(fc.array(size, { minLength: 1, maxLength: 20 }), (sizes) => {
        const distribution = { kind: 'weighted', sizes } as const;
        const shares = equalShares(distribution, 4096);
        const mean = shares.reduce((sum, bytes) => sum + bytes, 0) / shares.length;
        const weights = sizePoints(distribution).reduce((sum, { weight }) => sum + weight, 0);
        return (
          shares.length === 4096 &&
          Math.abs(weights - 1) < 1e-9 &&
          Math.abs(mean - meanOverSizes(distribution, identity)) <= 30
        );
      }),
    ),
  );
});

const wrong: readonly (readonly [text: string, message: RegExp])[] = [
  [
    'lognormal(4)',
    /^expected --value-bytes to be a size such as 512 or 4KiB, lognormal\(median, p99\), or sizes with weights such as 16:3,640:1, got "lognormal\(4\)"$/,
  ],
  ['', /expected --value-bytes to be a size such as 512/],
  ['-1', /expected --value-bytes to be a size such as 512/],
  ['1.5', /whole/],
  ['lots', /expected --value-bytes/],
  ['lognormal(256)', /expected --value-bytes/],
  [
    'lognormal(4096, 256)',
    /with a median above 0 and a p99 not below it, got "lognormal\(4096, 256\)"/,
  ],
  ['16:0', /expected a weight in --value-bytes to be a number above 0, got "0"/],
  ['16:1:2', /sizes with weights such as 16:3,640:1/],
  ['16,', /expected --value-bytes/],
  ['1TiB', /at most 536870912 bytes, got "1TiB"/],
];

for (const [text, message] of wrong) {
  test(`no sizes: ${JSON.stringify(text)}`, (t) => {
    t.throws(() => parseSizeDistribution(text, '--value-bytes'), { message });
  });
}

test('a wrong line of a file is named by its number', (t) => {
  t.throws(() => parseSizeLines('40\nforty\n', 'sizes.txt'), {
    message: /expected line 2 of sizes\.txt to be a number of bytes/,
  });
  t.throws(() => parseSizeLines('40 1 2\n', 'sizes.txt'), { message: /line 1 of sizes\.txt/ });
  t.throws(() => parseSizeLines('# nothing\n', 'sizes.txt'), {
    message: 'expected sizes.txt to hold sizes, one a line, got none',
  });
});
