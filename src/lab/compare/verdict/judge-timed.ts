import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import type { BatchShift } from './batch-shift.ts';
import type { CompareOptions } from '../compare-options.ts';
import type { TimedEvidence, Verdict } from './verdict.ts';

/** Everything that the verdict on one timed metric rests on, in natural logarithms of the cost. */
export interface TimedCase {
  readonly shifts: readonly BatchShift[];
  /** Cost of the yardstick, one a batch: by how much the machine itself got slower. */
  readonly yardstick: readonly (number | null)[];
  readonly adjustedP: number;
  /** Metrics that share alpha. */
  readonly familySize: number;
  readonly noiseFloor: number | null;
  /** Batches are independent of each other on both sides. */
  readonly isConfirmable: boolean;
  readonly options: CompareOptions;
}

export type TimedFinding =
  | { readonly kind: 'pass' | 'regressed' | 'improved' }
  | {
      readonly kind: 'inconclusive';
      readonly reason: Extract<Verdict, { kind: 'inconclusive' }>['reason'];
    };

/** One-sided level at which each batch alone must show a change for the other to be confirmed. */
const confirmationLevel = 0.05;

/** Two-sided p-value of all batches showing the same change: under no change P(max p <= x) is x^n. */
export function jointP(shifts: readonly BatchShift[]): number {
  const worse = Math.max(...shifts.map(({ pWorse }) => pWorse)) ** shifts.length;
  const better = Math.max(...shifts.map(({ pBetter }) => pBetter)) ** shifts.length;
  return Math.min(1, 2 * Math.min(worse, better));
}

/** The change that every batch must exceed: the band, or the noise where it is larger. */
export function thresholdOf({ noiseFloor, options }: TimedCase): number {
  return Math.max(Math.log1p(options.band), noiseFloor ?? 0);
}

/** The verdict on one timed metric. */
export function judgeTimed(timed: TimedCase): TimedFinding {
  const { shifts, adjustedP, familySize, isConfirmable, options } = timed;
  const isWorse = everyBatchExceeds(timed, 1);
  const isBetter = everyBatchExceeds(timed, -1);
  if (adjustedP <= options.alpha && (isWorse || isBetter)) {
    if (!isConfirmable) return { kind: 'inconclusive', reason: 'unconfirmed' };
    return { kind: isWorse ? 'regressed' : 'improved' };
  }
  if (excludesWorsening(timed)) return { kind: 'pass' };
  const level = levelOfEachBatch(options.alpha, familySize, shifts.length);
  // With so few rounds that an interval has no end, no noise, however small, could be excluded.
  const isReachable = shifts.every(
    ({ smallestP, interval }) => smallestP <= level && Number.isFinite(interval.high),
  );
  return { kind: 'inconclusive', reason: isReachable ? 'too-noisy' : 'too-few-rounds' };
}

/** As measured, and again with the machine's own change taken off: both must exceed the threshold. */
function everyBatchExceeds(timed: TimedCase, direction: 1 | -1): boolean {
  const threshold = thresholdOf(timed);
  return timed.shifts.every(({ estimate, pWorse, pBetter }, batch) => {
    const machine = timed.yardstick[batch] ?? 0;
    const p = direction === 1 ? pWorse : pBetter;
    return (
      p <= confirmationLevel &&
      estimate * direction > threshold &&
      (estimate - machine) * direction > threshold
    );
  });
}

/** Whether every batch's interval ends below the worsening that must be seen, machine aside or not. */
function excludesWorsening({
  shifts,
  yardstick,
  noiseFloor,
  isConfirmable,
  options,
}: TimedCase): boolean {
  const limit = Math.log1p(options.mustSee);
  if (noiseFloor !== null && noiseFloor >= limit) return false;
  // Without a second batch only the yardstick tells that the machine stood still.
  if (!isConfirmable && !yardstick.every((machine) => isSteady(machine, options.band)))
    return false;
  return shifts.every(
    ({ interval }, batch) =>
      interval.high < limit && interval.high - (yardstick[batch] ?? 0) < limit,
  );
}

function isSteady(machine: number | null, band: number): boolean {
  return machine !== null && Math.abs(machine) <= Math.log1p(band);
}

/** One-sided level that p must reach in each of n batches for the joint p to reach alpha / family. */
export function levelOfEachBatch(alpha: number, familySize: number, batches: number): number {
  return (alpha / Math.max(1, familySize) / 2) ** (1 / batches);
}

/**
 * The smallest relative worsening that is found with power 0.9: it must exceed the threshold and
 * reach the level in every batch. Normal approximation. `null` where no effect, however large,
 * could reach the level.
 */
export function detectableEffect(timed: TimedCase): number | null {
  const { shifts, familySize, options } = timed;
  const level = levelOfEachBatch(options.alpha, familySize, shifts.length);
  if (shifts.length === 0 || shifts.some(({ smallestP }) => smallestP > level)) return null;
  const error = Math.max(...shifts.map(({ standardError }) => standardError));
  const eachBatch = normalQuantile(0.9 ** (1 / shifts.length));
  const significant = (normalQuantile(1 - Math.min(level, confirmationLevel)) + eachBatch) * error;
  const beyond = thresholdOf(timed) + eachBatch * error;
  return Math.expm1(Math.max(significant, beyond));
}

/** Rounds of each arm and batch from which on the level can be reached at all. */
export function roundsNeeded(level: number, kind: 'independent' | 'paired'): number {
  let rounds = 1;
  let smallestP = kind === 'paired' ? 0.5 : 0.5;
  while (smallestP > level) {
    rounds++;
    // C(2n, n) grows by 2(2n - 1)/n from n - 1 to n.
    smallestP *= kind === 'paired' ? 0.5 : rounds / (2 * (2 * rounds - 1));
  }
  return rounds;
}

export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** For people: what inconclusive means here. */
export function couldHaveSeen({ detectable, roundsNeeded: needed }: TimedEvidence): string {
  return detectable === null
    ? `could have seen nothing: needs ${needed} rounds of each side and batch`
    : `could have seen ${percent(detectable)}`;
}
