import test from 'ava';
import { assert, integer, property } from 'fast-check';
import { binomialUpperTail } from '../../src/base/stats/distributions/binomial-upper-tail.ts';
import { firstEntries } from '../../src/maps/model/size/first-entries.ts';

/** What the search stands for: halving, which asks whether each number is reached. */
function byHalving(isReached: (entries: number) => boolean, low: number, high: number): number {
  let below = low - 1;
  let reached = high;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (isReached(middle)) reached = middle;
    else below = middle;
  }
  return reached;
}

test('the first number is that of halving, wherever the search begins', (t) => {
  assert(
    property(
      integer({ min: 0, max: 20 }),
      integer({ min: 1, max: 99 }),
      integer({ min: 0, max: 8_000_000 }),
      integer({ min: 1, max: 100_000 }),
      (depth, percent, near, step) => {
        const share = (entries: number): number => binomialUpperTail(897, entries, 2 ** -depth);
        const [low, high, level] = [897, 4 * 897 * 2 ** depth, percent / 100];
        t.is(
          firstEntries(share, level, { low, high, near, step }),
          byHalving((entries) => share(entries) >= level, low, high),
        );
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test('a share that jumps, one that is reached at once and one that never is have their ends', (t) => {
  const range = { low: 10, high: 1000, near: 500, step: 1 };
  t.is(
    firstEntries((entries) => (entries < 700 ? 0 : 1), 0.5, range),
    700,
  );
  t.is(
    firstEntries(() => 1, 0.5, range),
    10,
  );
  t.is(
    firstEntries(() => 0, 0.5, range),
    1000,
  );
  t.is(
    firstEntries(() => 0, 0.5, { ...range, high: 10 }),
    10,
  );
});

test('a smooth share is asked for five times over three million numbers', (t) => {
  let asked = 0;
  const share = (entries: number): number => {
    asked += 1;
    return binomialUpperTail(897, entries, 2 ** -10);
  };
  const range = { low: 897, high: 4 * 897 * 1024, near: 897 * 1024, step: 15_000 };
  // The median of a gamma distribution of shape 897 lies at 897 - 1/3, of which each takes 1,024 inserts.
  t.is(firstEntries(share, 0.5, range), 918_187);
  t.is(asked, 5);
});
