import test from 'ava';
import { array, assert, nat, property } from 'fast-check';
import { SpaceSaving } from '../../../src/base/stats/streams/space-saving.ts';

test('counts are never too low, too high by their error at most, and no frequent key is missing', (t) => {
  assert(
    property(array(nat(60), { minLength: 1, maxLength: 2000 }), (stream) => {
      const exact = new Map<number, number>();
      const sketch = new SpaceSaving(16);
      for (const key of stream.map((one) => Math.floor(one ** 2 / 60))) {
        exact.set(key, (exact.get(key) ?? 0) + 1);
        sketch.add(key);
      }
      const top = sketch.top(16);
      for (const { key, count, error } of top) {
        const truth = exact.get(key) ?? 0;
        t.true(count >= truth && count - error <= truth);
      }
      const seen = new Set(top.map(({ key }) => key));
      for (const [key, count] of exact) if (count > stream.length / 16) t.true(seen.has(key));
      t.is(
        top.reduce((sum, { count }) => sum + count, 0),
        stream.length,
      );
    }),
    { numRuns: 100 },
  );
});

test('the heaviest come first, equal ones by their key', (t) => {
  const sketch = new SpaceSaving(3);
  for (const key of [5, 1, 5, 2, 1, 5]) sketch.add(key);
  t.deepEqual(sketch.top(2), [
    { key: 5, count: 3, error: 0 },
    { key: 1, count: 2, error: 0 },
  ]);
  sketch.add(9);
  t.deepEqual(sketch.top(3)[2], { key: 9, count: 2, error: 1 });
});
