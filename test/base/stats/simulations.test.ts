import test from 'ava';
import { seededRandom, type Random } from '../../../src/base/primitives/seeded-random.ts';
import { bootstrap } from '../../../src/base/stats/intervals/bootstrap.ts';
import {
  hodgesLehmannCentre,
  hodgesLehmannShift,
} from '../../../src/base/stats/hypotheses/hodges-lehmann.ts';
import { holm } from '../../../src/base/stats/hypotheses/holm.ts';
import type { Interval } from '../../../src/base/stats/intervals/interval.ts';
import { mannWhitney } from '../../../src/base/stats/hypotheses/mann-whitney.ts';
import { signFlip } from '../../../src/base/stats/hypotheses/permutation.ts';
import { quantileInterval } from '../../../src/base/stats/intervals/quantile-interval.ts';
import { wilcoxonSignedRank } from '../../../src/base/stats/hypotheses/wilcoxon-signed-rank.ts';
import { normalSample } from './normal-sample.ts';

/** Share of seeded trials in which something happened. */
function rate(trials: number, seed: number, happens: (random: Random) => boolean): number {
  const random = seededRandom(seed);
  let count = 0;
  for (let i = 0; i < trials; i++) if (happens(random)) count++;
  return count / trials;
}

function covers({ low, high }: Interval, truth: number): boolean {
  return low <= truth && truth <= high;
}

/** Skewed data of a long tail, as latencies are. */
function logNormalSample(random: Random, size: number): number[] {
  return normalSample(random, size).map((value) => Math.exp(value));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function longTailed(random: Random): number[] {
  return logNormalSample(random, 30);
}

function covering(
  method: 'percentile' | 'bca',
  draw: (random: Random) => number[],
  truth: number,
): number {
  return rate(300, 12, (random) =>
    covers(bootstrap([draw(random)], mean, { method, resamples: 400 }).interval, truth),
  );
}

// Bands are four standard errors of the simulated rate: 4·sqrt(p(1 - p)/trials).

test('Mann-Whitney raises false alarms at the rate that its exact levels allow', (t) => {
  // With 8 + 8 values the level nearest below 5 % is 2·P(U <= 13) = 4.99 % by the exact counts.
  const alarms = rate(4000, 1, (random) => {
    return mannWhitney(logNormalSample(random, 8), logNormalSample(random, 8)).p.twoSided <= 0.05;
  });
  t.true(alarms > 0.036 && alarms < 0.064, `${alarms}`);
  // With ties the test may only become more cautious.
  const tied = rate(2000, 2, (random) => {
    const draw = (): number[] => normalSample(random, 8).map((value) => Math.round(value));
    return mannWhitney(draw(), draw()).p.twoSided <= 0.05;
  });
  t.true(tied > 0.02 && tied < 0.064, `${tied}`);
});

test('Mann-Whitney finds a shift of 1.5 deviations with 10 + 10 values 85 to 92 times in 100', (t) => {
  const found = rate(2000, 3, (random) => {
    const shifted = normalSample(random, 10).map((value) => value + 1.5);
    return mannWhitney(normalSample(random, 10), shifted).p.twoSided <= 0.05;
  });
  t.true(found > 0.85 && found < 0.92, `${found}`);
});

test('Wilcoxon signed rank and sign flips raise false alarms at their level', (t) => {
  const ranked = rate(
    4000,
    4,
    (random) => wilcoxonSignedRank(normalSample(random, 10)).p.twoSided <= 0.05,
  );
  t.true(ranked > 0.034 && ranked < 0.063, `${ranked}`); // attainable level 4.88 %
  const flipped = rate(
    1000,
    5,
    (random) => signFlip(normalSample(random, 8), mean).p.twoSided <= 0.05,
  );
  t.true(flipped > 0.02 && flipped < 0.078, `${flipped}`);
});

test('Holm keeps any false alarm among ten tests below alpha', (t) => {
  const alarms = rate(3000, 6, (random) => {
    const pValues = Array.from({ length: 10 }, () => random());
    return holm(pValues).some((p) => p <= 0.05);
  });
  t.true(alarms > 0.03 && alarms < 0.066, `${alarms}`);
});

test('Hodges-Lehmann intervals cover the shift and the centre as often as they say', (t) => {
  const shift = rate(2000, 7, (random) => {
    const x = logNormalSample(random, 7).map((value) => value + 3);
    return covers(hodgesLehmannShift(x, logNormalSample(random, 9)).interval, 3);
  });
  t.true(shift >= 0.931 && shift < 0.975, `${shift}`);
  const centre = rate(2000, 8, (random) => {
    const values = normalSample(random, 12).map((value) => value + 3);
    return covers(hodgesLehmannCentre(values).interval, 3);
  });
  t.true(centre >= 0.931 && centre < 0.975, `${centre}`);
  const large = rate(300, 9, (random) => {
    return covers(
      hodgesLehmannShift(normalSample(random, 30), normalSample(random, 30)).interval,
      0,
    );
  });
  t.true(large >= 0.9 && large < 0.995, `${large}`);
});

test('quantile intervals cover the quantile at least as often as they say, whatever the shape', (t) => {
  for (const [probability, truth] of [
    [0.5, 1],
    [0.8, 2.3201253945], // scipy.stats.lognorm.ppf(0.8, 1)
  ] as const) {
    const covered = rate(3000, 10, (random) =>
      covers(quantileInterval(logNormalSample(random, 25), probability, 0.9), truth),
    );
    t.true(covered >= 0.878, `${covered} at ${probability}`);
  }
});

test('bootstrap intervals of a mean cover as often as they say on plain data, and BCa more on skewed', (t) => {
  const plain = covering('bca', (random) => normalSample(random, 30), 0);
  t.true(plain > 0.87 && plain < 0.99, `${plain}`);
  const skewed = covering('bca', longTailed, Math.exp(0.5));
  const percentile = covering('percentile', longTailed, Math.exp(0.5));
  // Both undercover here, which is why small timed samples are not judged by a bootstrap.
  t.true(skewed > percentile && skewed > 0.83, `${skewed} and ${percentile}`);
});
