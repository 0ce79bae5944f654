import test from 'ava';
import { independentShift } from '../../../src/lab/compare/verdict/batch-shift.ts';
import { compareOptions } from '../../../src/lab/compare/compare-options.ts';
import { compareRuns } from '../../../src/lab/compare/compare-runs.ts';
import {
  jointP,
  levelOfEachBatch,
  roundsNeeded,
} from '../../../src/lab/compare/verdict/judge-timed.ts';
import { controlNoise, noiseFloor } from '../../../src/lab/compare/verdict/noise-floor.ts';
import type { VerdictKind } from '../../../src/lab/compare/verdict/verdict.ts';
import { seededRandom, type Random } from '../../../src/base/primitives/seeded-random.ts';
import { normalQuantile } from '../../../src/base/stats/distributions/normal-quantile.ts';
import { studentQuantile } from '../../../src/base/stats/distributions/student-quantile.ts';
import { syntheticRun } from './synthetic-run.ts';

test("Student's quantiles are those of the tables", (t) => {
  // scipy.stats.t.ppf, SciPy 1.17.1.
  for (const [p, degrees, expected] of [
    [0.975, 1, 12.706204736174694],
    [0.995, 2, 9.924843200918287],
    [0.9995, 4, 8.610301581379522],
    [0.025, 10, -2.2281388519862753],
    [0.975, 24.5, 2.0616718793474065],
    [0.5, 7, 0],
  ] as const) {
    const value = studentQuantile(p, degrees);
    t.true(Math.abs(value - expected) < 1e-11, `${value} for ${expected}`);
  }
  t.throws(() => studentQuantile(1, 3), { instanceOf: RangeError, message: /got 1/ });
  t.throws(() => studentQuantile(0.5, 0), { instanceOf: RangeError, message: /got 0/ });
});

test('the noise floor of two equal controls is Student over their variance', (t) => {
  // Variance between batches 0.04² - 0.01²; with the own 0.01² on top and two batches averaged.
  const controls = [0.04, -0.04].map((shift) => ({ shift, standardError: 0.01 }));
  const expected = studentQuantile(0.995, 2) * Math.sqrt(0.04 ** 2 / 2);
  const floor = noiseFloor(controlNoise(controls), 0.01, 0.01);
  t.true(floor !== null && Math.abs(floor - expected) < 1e-9, `${floor}`);
});

test('a noisy control hides neither a quiet one nor stands in for one', (t) => {
  const quiet = Array.from({ length: 10 }, () => ({ shift: 0.01, standardError: 0.01 }));
  const wild = { shift: 1, standardError: 0.8 };
  const [without, withWild] = [quiet, [...quiet, wild]].map((all) =>
    noiseFloor(controlNoise(all), 0.01, 0.01),
  );
  t.true(
    Math.abs((withWild ?? Infinity) / (without ?? 1) - 1) < 0.05,
    `${without} and ${withWild}`,
  );
  t.is(noiseFloor(controlNoise([]), 0.01, 0.01), null);
  t.is(noiseFloor(controlNoise([{ shift: Number.NaN, standardError: 1 }]), 0.01, 0.01), null);
});

test('both batches must agree: the joint p is the square of the larger one, twice', (t) => {
  const apart = independentShift([1, 2, 3, 4, 5], [11, 12, 13, 14, 15]);
  t.is(apart.pWorse, 1 / 252);
  t.is(apart.smallestP, 1 / 252);
  t.is(jointP([apart, apart]), 2 * (1 / 252) ** 2);
  const contrary = independentShift([11, 12, 13, 14, 15], [1, 2, 3, 4, 5]);
  t.is(jointP([apart, contrary]), 1);
  t.is(jointP([apart]), 2 / 252);
});

test('rounds that are needed are those from which the smallest p reaches the level', (t) => {
  t.is(roundsNeeded(levelOfEachBatch(0.01, 1, 2), 'independent'), 3); // 1/20 <= 0.0707
  t.is(roundsNeeded(1 / 70, 'independent'), 4);
  t.is(roundsNeeded(1 / 71, 'independent'), 5);
  t.is(roundsNeeded(1 / 32, 'paired'), 5);
});

const options = compareOptions();

interface Machine {
  readonly betweenRounds: number;
  readonly betweenBatches: number;
}

function run(random: Random, machine: Machine, slower: number) {
  const normal = (): number => normalQuantile(random());
  return syntheticRun({
    cells: Array.from({ length: 4 }, (_, cell) => {
      const level = machine.betweenBatches * normal() - (cell === 0 ? Math.log(slower) : 0);
      return {
        id: `cell ${cell}`,
        speeds: Array.from(
          { length: 8 },
          () => 1e6 * Math.exp(level + machine.betweenRounds * normal()),
        ),
      };
    }),
  });
}

/** Verdicts on the cells of whole comparisons, four in each, the first being slower. */
function verdicts(trials: number, machine: Machine, slower = 1): VerdictKind[][] {
  const random = seededRandom(11);
  return Array.from({ length: trials }, () => {
    const { metrics } = compareRuns(
      {
        baseline: [run(random, machine, 1), run(random, machine, 1)],
        candidate: [run(random, machine, slower), run(random, machine, slower)],
        acceptances: [],
      },
      options,
    );
    return metrics.flatMap((one) => (one.metric === 'writes-per-second' ? [one.verdict.kind] : []));
  });
}

function shareOf(all: readonly VerdictKind[][], kinds: readonly VerdictKind[], cells = 4): number {
  const hit = all.filter((each) => each.slice(0, cells).some((kind) => kinds.includes(kind)));
  return hit.length / all.length;
}

test('whole comparisons raise no alarm, whether rounds vary by 45 % or batches wander unseen', (t) => {
  for (const machine of [
    { betweenRounds: 0.45, betweenBatches: 0 },
    { betweenRounds: 0.01, betweenBatches: 0.03 },
    { betweenRounds: 0.05, betweenBatches: 0.2 },
  ]) {
    // At 1 % more than 3 of 80 would come once in 150 times.
    const alarms = shareOf(verdicts(80, machine), ['regressed', 'improved']);
    t.true(alarms <= 3 / 80, `${alarms}`);
  }
});

test('a tenth is found 9 times in 10 where rounds vary by 2 %, and never passes', (t) => {
  const all = verdicts(60, { betweenRounds: 0.02, betweenBatches: 0 }, 1.1);
  t.true(shareOf(all, ['regressed'], 1) >= 0.9, `${shareOf(all, ['regressed'], 1)}`);
  t.is(shareOf(all, ['pass'], 1), 0);
});
