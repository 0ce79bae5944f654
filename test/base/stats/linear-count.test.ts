import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { LinearCount } from '../../../src/base/stats/streams/linear-count.ts';

test('a hundred thousand and two million hashes are counted within four standard errors, repeats once', (t) => {
  const random = seededRandom(7);
  for (const distinct of [100_000, 2_000_000]) {
    const count = new LinearCount();
    for (let n = 0; n < distinct; n++) {
      const hash = Math.floor(random() * 2 ** 32) | 0;
      count.add(hash);
      count.add(hash);
    }
    const { value, standardError } = count.estimate;
    t.true(Math.abs(value - distinct) < 4 * standardError + distinct / 1000, String(value));
  }
  t.deepEqual(new LinearCount().estimate, { value: 0, standardError: 0 });
});
