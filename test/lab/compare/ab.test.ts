import test from 'ava';
import { assert, integer, property } from 'fast-check';
import { balancedOrder } from '../../../src/lab/run/plan/balanced-order.ts';
import { compareAb } from '../../../src/lab/compare/compare-ab.ts';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { judgeAb, type AbSeries } from '../../../src/lab/compare/verdict/judge-ab.ts';
import { seededRandom, type Random } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { median } from '../../../src/base/stats/median.ts';
import { exactCounts, syntheticRun } from './synthetic-run.ts';

const options = compareOptions();

test('every block of four rounds has each arm once in each place, and each after each other once', (t) => {
  const arms = ['A1', 'A2', 'B1', 'B2'];
  assert(
    property(integer(), (seed) => {
      const order = balancedOrder(seed, 8, arms);
      for (const block of [order.slice(0, 4), order.slice(4)]) {
        for (let place = 0; place < 4; place++) {
          t.deepEqual(
            block.map((round) => round[place] ?? '').toSorted((a, b) => a.localeCompare(b)),
            arms,
          );
        }
        const followers = block.flatMap((round) =>
          round.slice(1).map((follower, place) => `${round[place]}${follower}`),
        );
        t.is(new Set(followers).size, 12);
      }
    }),
    { numRuns: 30 },
  );
});

test('the order is random, follows its seed, and works for any number of arms and rounds', (t) => {
  t.deepEqual(balancedOrder(3, 6, ['A', 'B', 'C']), balancedOrder(3, 6, ['A', 'B', 'C']));
  t.notDeepEqual(balancedOrder(3, 6, ['A', 'B', 'C']), balancedOrder(4, 6, ['A', 'B', 'C']));
  const orders = new Set(
    Array.from({ length: 60 }, (_, seed) => JSON.stringify(balancedOrder(seed, 1, [1, 2, 3]))),
  );
  t.is(orders.size, 6);
  t.is(balancedOrder(1, 5, ['A', 'B']).length, 5);
  t.deepEqual(balancedOrder(1, 1, [undefined, null]).flat().length, 2);
  t.throws(() => balancedOrder(1, 0, ['A', 'B']), { instanceOf: RangeError, message: /got 0/ });
  t.throws(() => balancedOrder(1, 3, ['A']), { instanceOf: RangeError, message: /got 1/ });
});

interface Shape {
  readonly noise: number;
  /** Of the whole round, all arms together: a machine that wanders. */
  readonly drift?: number;
  readonly slower?: number;
  readonly secondOfA?: number;
}

function series(random: Random, rounds: number, shape: Shape): AbSeries {
  const { noise, drift = 0, slower = 1, secondOfA = 1 } = shape;
  const normal = (): number => normalQuantile(random());
  return {
    metric: 'writes-per-second',
    unit: 'writes/s',
    worse: 'lower',
    rounds: Array.from({ length: rounds }, () => {
      const level = 1e6 * Math.exp(drift * normal());
      const speed = (factor: number): number => (level / factor) * Math.exp(noise * normal());
      return { a1: speed(1), a2: speed(secondOfA), b1: speed(slower), b2: speed(slower) };
    }),
  };
}

function verdictsOf(seed: number, trials: number, shape: Shape, cells = 1): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: trials }, () => {
    const family = Array.from({ length: cells }, (_, cell) =>
      series(random, 20, cell === 0 ? shape : { ...shape, slower: 1 }),
    );
    const [first, ...others] = judgeAb(family, options).map(({ kind }) => kind);
    const alarm = others.some((kind) => kind === 'regressed' || kind === 'improved');
    return alarm ? 'false alarm elsewhere' : (first ?? 'nothing');
  });
}

function share(kinds: readonly string[], kind: string): number {
  return kinds.filter((one) => one === kind).length / kinds.length;
}

test('a slowdown of a tenth is found 9 times in 10 among rounds that vary by 3 % on a machine that wanders by 40 %', (t) => {
  const found = verdictsOf(1, 150, { noise: 0.03, drift: 0.4, slower: 1.1 }, 6);
  t.true(share(found, 'regressed') > 0.9, `${share(found, 'regressed')}`);
  t.is(share(found, 'pass'), 0);
});

test('no change passes on a quiet machine and is inconclusive on a wild one, without an alarm', (t) => {
  t.true(share(verdictsOf(2, 150, { noise: 0.02 }, 6), 'pass') > 0.97);
  t.is(share(verdictsOf(3, 150, { noise: 0.43 }, 6), 'inconclusive'), 1);
});

test('the effect that a run says it could have seen is found 9 times in 10', (t) => {
  const random = seededRandom(5);
  const detectable = Array.from({ length: 60 }, () => {
    const family = Array.from({ length: 3 }, () => series(random, 20, { noise: 0.1 }));
    const [probe] = judgeAb(family, options);
    return probe?.kind === 'inconclusive' ? (probe.evidence.detectable ?? Infinity) : Infinity;
  });
  const typical = median(detectable);
  t.true(typical > 0.15 && typical < 0.22, `${typical}`);
  const found = verdictsOf(6, 200, { noise: 0.1, slower: 1 + typical }, 3);
  t.true(share(found, 'regressed') > 0.85, `${share(found, 'regressed')}`);
});

test('where the base differs from itself the control says so, and nothing fails', (t) => {
  const [verdict] = judgeAb(
    [series(seededRandom(7), 20, { noise: 0.01, slower: 1.3, secondOfA: 1.2 })],
    options,
  );
  t.true(verdict?.kind === 'inconclusive' && verdict.reason === 'control-differs');
});

test('ten rounds of even the quietest machine are too few to exclude anything, twelve are enough', (t) => {
  const quiet = { noise: 0.001 };
  const [ten] = judgeAb([series(seededRandom(8), 10, quiet)], options);
  t.true(ten?.kind === 'inconclusive' && ten.reason === 'too-few-rounds');
  const [twelve] = judgeAb([series(seededRandom(8), 12, quiet)], options);
  t.is(twelve?.kind, 'pass');
  const [slower] = judgeAb([series(seededRandom(8), 10, { ...quiet, slower: 1.1 })], options);
  t.is(slower?.kind, 'regressed');
});

test('rounds that miss an arm are left out, and too few of them are invalid', (t) => {
  const whole = series(seededRandom(8), 20, { noise: 0.01, slower: 1.2 });
  const holed = whole.rounds.map((round, index) => (index < 4 ? { ...round, b1: null } : round));
  const [verdict] = judgeAb([{ ...whole, rounds: holed }], options);
  t.true(verdict?.kind === 'regressed' && verdict.evidence.kind === 'timed');
  if (verdict?.kind !== 'regressed' || verdict.evidence.kind !== 'timed') return;
  t.deepEqual(
    verdict.evidence.batches.map(({ rounds }) => rounds),
    [8, 8],
  );
  const [none] = judgeAb([{ ...whole, rounds: holed.slice(0, 5) }], options);
  t.is(none?.kind, 'invalid');
  t.is(none?.message, 'expected at least 2 rounds with all four arms, got 1 of 5');
  t.is(judgeAb([{ ...whole, rounds: [] }], options)[0]?.kind, 'invalid');
});

function arm(seed: number, slower: number, allocations = 12) {
  const random = seededRandom(seed);
  const speeds = Array.from(
    { length: 12 },
    () => (1e6 / slower) * Math.exp(0.01 * normalQuantile(random())),
  );
  const counts = { stats: { ...exactCounts.stats, totalAllocations: allocations } };
  return syntheticRun({ id: `arm ${seed}`, cells: [{ id: 'fill', speeds, counts }] });
}

test('four runs are compared round by round in time and once in their counts', (t) => {
  const slow = compareAb(
    { a1: arm(1, 1), a2: arm(2, 1), b1: arm(3, 1.1), b2: arm(4, 1.1) },
    options,
  );
  t.is(slow.outcome, 'regressed');
  const gated = slow.metrics.filter((one) => one.isGated && one.verdict.kind === 'regressed');
  t.deepEqual(
    gated.map(({ metric }) => metric),
    ['writes-per-second'],
  );
  const fat = compareAb(
    { a1: arm(1, 1), a2: arm(2, 1), b1: arm(3, 1, 13), b2: arm(4, 1, 13) },
    options,
  );
  t.is(fat.outcome, 'regressed');
  t.is(fat.metrics.find(({ metric }) => metric === 'allocations')?.verdict.kind, 'regressed');
  const torn = compareAb(
    { a1: arm(1, 1), a2: arm(2, 1, 13), b1: arm(3, 1), b2: arm(4, 1) },
    options,
  );
  t.is(torn.outcome, 'invalid');
});
