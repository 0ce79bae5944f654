import type { Random } from '../../primitives/seeded-random.ts';
import { seededRandom } from '../../primitives/seeded-random.ts';
import type { Interval } from './interval.ts';
import { ascending } from '../ascending.ts';
import { normalCdf } from '../distributions/normal-cdf.ts';
import { normalQuantile } from '../distributions/normal-quantile.ts';
import { quantileOfAscending } from '../quantile.ts';
import { requireConfidence } from './require-confidence.ts';

type Sample = readonly number[];

export interface BootstrapOptions {
  /** @default 2000 */
  readonly resamples?: number;
  /** @default 0.95 */
  readonly confidence?: number;
  /** `bca` corrects the percentile interval for bias and skewness. @default 'bca' */
  readonly method?: 'percentile' | 'bca';
  /** @default 1 */
  readonly seed?: number;
}

export interface Bootstrap {
  readonly estimate: number;
  readonly interval: Interval;
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
}

/**
 * Interval for any statistic of one or more independent samples, by resampling each with replacement
 * (B. Efron, "Better bootstrap confidence intervals", JASA 82, 1987). Where all resamples give one
 * value the interval is that value. Small samples undercover: prefer an exact interval below ten.
 *
 * @throws RangeError if there is no sample, one is empty, a statistic is NaN, resamples is no integer
 *   of at least 100, or confidence is not in (0, 1)
 */
export function bootstrap(
  samples: readonly Sample[],
  statistic: (...samples: Sample[]) => number,
  options: BootstrapOptions = {},
): Bootstrap {
  const { resamples = 2000, confidence = 0.95, method = 'bca', seed = 1 } = options;
  requireArguments(samples, resamples, confidence);
  const random = seededRandom(seed);
  const estimate = statistic(...samples);
  const replicates = ascending(
    Array.from({ length: resamples }, () =>
      statistic(...samples.map((sample) => resampled(sample, random))),
    ),
  );
  const probabilities = [(1 - confidence) / 2, (1 + confidence) / 2];
  const [low = Number.NaN, high = Number.NaN] = (
    method === 'bca'
      ? corrected(probabilities, replicates, estimate, samples, statistic)
      : probabilities
  ).map((p) => quantileOfAscending(replicates, p));
  return { estimate, interval: { low, high, confidence }, standardError: deviation(replicates) };
}

function resampled(sample: Sample, random: Random): number[] {
  return sample.map(() => sample[Math.floor(random() * sample.length)] ?? Number.NaN);
}

/** Probabilities at which the replicates bound the statistic, once bias and skewness are allowed for. */
function corrected(
  probabilities: readonly number[],
  replicates: Sample,
  estimate: number,
  samples: readonly Sample[],
  statistic: (...samples: Sample[]) => number,
): readonly number[] {
  const below = replicates.filter((value) => value < estimate).length;
  const equal = replicates.filter((value) => value === estimate).length;
  // Half of the ties, so that a statistic on few values is not called biased for meeting itself.
  const bias = normalQuantile((below + equal / 2) / replicates.length);
  // Every replicate on one side: nothing to correct by.
  if (!Number.isFinite(bias)) return probabilities;
  const acceleration = skewness(samples, statistic);
  return probabilities.map((p) => {
    const shifted = bias + normalQuantile(p);
    return normalCdf(bias + shifted / (1 - acceleration * shifted));
  });
}

/** Acceleration from the jackknife, over all samples (A. Davison and D. Hinkley, 1997, eq. 5.31). */
function skewness(samples: readonly Sample[], statistic: (...samples: Sample[]) => number): number {
  let cubes = 0;
  let squares = 0;
  for (const [which, sample] of samples.entries()) {
    const n = sample.length;
    if (n < 2) continue;
    const left = sample.map((_, out) =>
      statistic(...samples.with(which, sample.toSpliced(out, 1))),
    );
    const mean = left.reduce((sum, value) => sum + value / n, 0);
    for (const value of left) {
      const influence = ((n - 1) * (mean - value)) / n;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return squares > 0 ? cubes / (6 * squares ** 1.5) : 0;
}

function deviation(values: Sample): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function requireArguments(samples: readonly Sample[], resamples: number, confidence: number): void {
  requireConfidence(confidence);
  if (!Number.isInteger(resamples) || resamples < 100) {
    throw new RangeError(`expected resamples to be an integer of at least 100, got ${resamples}`);
  }
  if (samples.length === 0 || samples.some((sample) => sample.length === 0)) {
    throw new RangeError('expected samples with at least one value each');
  }
}
