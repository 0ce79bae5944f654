import test from 'ava';
import { eachIndex, workloadOf } from './draw.ts';

/** Sum of k^-s for k from 1 to n: directly to 1,000, then Euler-Maclaurin; relative error < 1e-12. */
function zipfSum(n: number, s: number): number {
  let sum = 0;
  const direct = Math.min(n, 1000);
  for (let k = direct; k >= 1; k--) sum += k ** -s;
  if (n <= 1000) return sum;
  const integral = s === 1 ? Math.log(n / 1000) : (n ** (1 - s) - 1000 ** (1 - s)) / (1 - s);
  const ends = (n ** -s - 1000 ** -s) / 2;
  const slopes = (s / 12) * (1000 ** (-s - 1) - n ** (-s - 1));
  return sum + integral + ends + slopes;
}

/** Last rank of each bin: single ranks to 20, then steps of a third, then all that is left. */
function binEnds(n: number): number[] {
  const ends: number[] = [];
  let end = 0;
  while (end < n) {
    end = end < 20 ? end + 1 : Math.ceil(end * 1.33);
    ends.push(Math.min(end, n));
  }
  return ends;
}

/**
 * Pearson's statistic over bins of at least 10 expected draws, as a standard normal score by the
 * cube-root transformation of Wilson and Hilferty (1931).
 */
function chiSquareScore(counts: readonly number[], expected: readonly number[]): number {
  let statistic = 0;
  let bins = 0;
  let seen = 0;
  let wanted = 0;
  for (const [bin, count] of counts.entries()) {
    seen += count;
    wanted += expected[bin] ?? 0;
    if (wanted < 10) continue;
    statistic += (seen - wanted) ** 2 / wanted;
    bins += 1;
    seen = 0;
    wanted = 0;
  }
  const freedom = bins - 1;
  const cubeRoot = (statistic / freedom) ** (1 / 3);
  return (cubeRoot - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
}

const draws = 300_000;

function scoreOf(n: number, exponent: number, against: number, seed: number): number {
  const ends = binEnds(n);
  const counts = ends.map(() => 0);
  const workload = workloadOf({ kind: 'zipfian', keys: n, exponent }, { update: 1 }, draws, {
    seed,
  });
  const binOf = new Map<number, number>();
  for (let rank = 1; rank <= Math.min(n, 20); rank++) binOf.set(rank, rank - 1);
  eachIndex(workload, 0, (index) => {
    let bin = binOf.get(index + 1);
    if (bin === undefined) {
      let low = 0;
      let high = ends.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) >= index + 1) high = middle;
        else low = middle + 1;
      }
      bin = low;
    }
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  const total = zipfSum(n, against);
  const expected = ends.map((end, bin) => {
    const before = bin === 0 ? 0 : zipfSum(ends[bin - 1] ?? 0, against);
    return (draws * (zipfSum(end, against) - before)) / total;
  });
  return chiSquareScore(counts, expected);
}

for (const exponent of [0.5, 0.99, 1, 1.2, 1.7, 3])
  test(`Zipf ranks of exponent ${exponent} have their exact frequencies, from 10 to 1e8 keys`, (t) => {
    for (const [number, keys] of [10, 1000, 1_000_000, 100_000_000].entries()) {
      const score = scoreOf(keys, exponent, exponent, 100 + number);
      // 4 standard deviations: one false alarm in 30,000 seeds, and the seed is fixed.
      t.true(score < 4, `${keys} keys: score ${score}`);
    }
  });

test('the chi-square test of the Zipf ranks sees an exponent that is wrong by one percent', (t) => {
  t.true(scoreOf(1_000_000, 0.99, 0.98, 1) > 8);
  t.true(scoreOf(1000, 1.2, 1.212, 1) > 8);
});

test('the hottest of 1,000 keys of exponent 0.99 gets 12.9 % and the ten hottest 38 %', (t) => {
  let first = 0;
  let ten = 0;
  const keys = { kind: 'zipfian', keys: 1000, exponent: 0.99 } as const;
  eachIndex(workloadOf(keys, { update: 1 }, draws), 0, (index) => {
    if (index === 0) first += 1;
    if (index < 10) ten += 1;
  });
  t.is((first / draws).toFixed(2), '0.13');
  t.is((ten / draws).toFixed(2), '0.38');
});

test('a single key, and an exponent at the end of the range, draw rank 0', (t) => {
  eachIndex(
    workloadOf({ kind: 'zipfian', keys: 1, exponent: 0.7 }, { insert: 1 }, 100),
    0,
    (index) => {
      t.is(index, 0);
    },
  );
  let others = 0;
  const steep = { kind: 'zipfian', keys: 2 ** 40, exponent: 20 } as const;
  eachIndex(workloadOf(steep, { insert: 1 }, 100_000), 0, (index) => {
    if (index !== 0) others += 1;
  });
  // P(rank 2) = 2^-20: nothing or very little in 100,000 draws.
  t.true(others <= 2);
});
