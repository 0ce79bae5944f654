import test from 'ava';
import { assert, integer, property } from 'fast-check';
import { octaveBuckets } from '../../../src/base/stats/streams/octave-buckets.ts';

test('a value is itself below 128, and in one of 64 buckets of its octave above', (t) => {
  t.deepEqual(
    [0, 1, 127, 128, 129, 130, 255, 256, 2047, 2048].map((value) => octaveBuckets.of(value)),
    [0, 1, 127, 128, 128, 129, 191, 192, 383, 384],
  );
  t.deepEqual(
    [127, 128, 129, 192, 384].map((bucket) => octaveBuckets.low(bucket)),
    [127, 128, 130, 256, 2048],
  );
});

test('every value lies in its bucket, which is at most 1.6 % wide', (t) => {
  t.notThrows(() =>
    assert(
      property(integer({ min: 0, max: 2 ** 42 - 1 }), (value) => {
        const bucket = octaveBuckets.of(value);
        const [low, next] = [octaveBuckets.low(bucket), octaveBuckets.low(bucket + 1)];
        return low <= value && value < next && (next - low === 1 || (next - low) / low <= 1 / 64);
      }),
      { seed: 1 },
    ),
  );
});
