import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { fitZipf } from '../../../src/base/stats/streams/fit-zipf.ts';

/** Counts of draws from a Zipf distribution by inversion of its cumulative sums, descending. */
function drawn(ranks: number, exponent: number, draws: number, seed: number): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= ranks; rank++) sums.push((sum += rank ** -exponent));
  const counts = Array.from({ length: ranks }, () => 0);
  const random = seededRandom(seed);
  for (let draw = 0; draw < draws; draw++) {
    const at = random() * sum;
    let low = 0;
    let high = ranks - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    counts[low] = (counts[low] ?? 0) + 1;
  }
  return counts.toSorted((a, b) => b - a);
}

test('the exponent of drawn counts is found within its error and the bias of ranking', (t) => {
  for (const exponent of [0.7, 0.99, 1.5]) {
    const fit = fitZipf(drawn(100_000, exponent, 500_000, 7));
    if (fit === null) return t.fail();
    t.true(fit.standardError < 0.02, String(fit.standardError));
    t.true(Math.abs(fit.exponent - exponent) < 0.02 + 3 * fit.standardError, String(fit.exponent));
  }
});

test('exact proportions give the exponent itself; even counts give none', (t) => {
  const exact = Array.from({ length: 200 }, (_, rank) => 1e9 / (rank + 1) ** 1.2);
  t.true(Math.abs((fitZipf(exact)?.exponent ?? 0) - 1.2) < 1e-9);
  t.true((fitZipf(Array.from({ length: 100 }, () => 50))?.exponent ?? 1) < 1e-9);
  t.is(fitZipf([100, 90, 80, 15, 1]), null);
});
