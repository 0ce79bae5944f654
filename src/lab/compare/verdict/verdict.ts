import { keysOf } from '../../../base/primitives/keys-of.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import type { Interval } from '../../../base/stats/intervals/interval.ts';

/** What a comparison says of one metric of one cell. A metric without a verdict does not exist. */
export type Verdict =
  | { readonly kind: 'pass'; readonly message: string; readonly evidence: Evidence }
  | { readonly kind: 'regressed'; readonly message: string; readonly evidence: Evidence }
  | { readonly kind: 'improved'; readonly message: string; readonly evidence: Evidence }
  | {
      readonly kind: 'inconclusive';
      readonly message: string;
      readonly reason: 'too-noisy' | 'too-few-rounds' | 'unconfirmed' | 'control-differs';
      readonly evidence: TimedEvidence;
    }
  | {
      readonly kind: 'incomparable';
      readonly message: string;
      readonly reason: 'no-baseline' | 'other-cell' | 'other-environment' | 'below-resolution';
      readonly differences: readonly Difference[];
    }
  | {
      readonly kind: 'invalid';
      readonly message: string;
      readonly reason: 'missing' | 'unsound' | 'other-work';
    };

export type VerdictKind = Verdict['kind'];

/** Worst first: the first kind that a gated metric has is the outcome of a comparison. */
export const verdictKinds: readonly VerdictKind[] = keysOf<VerdictKind>({
  regressed: true,
  invalid: true,
  incomparable: true,
  inconclusive: true,
  improved: true,
  pass: true,
});

export type Evidence = ExactEvidence | TimedEvidence;

/** A count, or the text of something that has no size, such as how the cell ended. */
export type ExactValue = number | string;

export interface ExactEvidence {
  readonly kind: 'exact';
  readonly from: ExactValue;
  readonly to: ExactValue;
  /** Where the two runs part; `null` where no growth and no point of the staircase differs. */
  readonly firstDifference: FirstDifference | null;
}

/** The first growth event, or point of the staircase, at which two exact passes differ. */
export type FirstDifference =
  | {
      readonly kind: 'growth-event';
      /** 0-based place in the list of growth events. */
      readonly index: number;
      /** The operation at which the runs part: the earlier of the two. */
      readonly operation: number;
      /** `null` where one run had no further growth. */
      readonly before: GrowthEvent | null;
      readonly after: GrowthEvent | null;
    }
  | {
      readonly kind: 'staircase';
      readonly operation: number;
      readonly bytesBefore: number | null;
      readonly bytesAfter: number | null;
    };

export interface TimedEvidence {
  readonly kind: 'timed';
  readonly unit: string;
  readonly from: { readonly median: number; readonly rounds: number };
  readonly to: { readonly median: number; readonly rounds: number };
  /** What the candidate costs over what the baseline costs: above 1 is worse, for every metric. */
  readonly costRatio: number;
  /** The widest interval of `costRatio` over the batches. */
  readonly interval: Interval;
  /** Probability of all batches agreeing so well without a difference; and Holm-adjusted. */
  readonly p: number;
  readonly adjustedP: number;
  /** Relative change that the batches differ by without any change; `null` without two batches. */
  readonly noiseFloor: number | null;
  /** Relative change that both batches must exceed: the band, or the noise floor if larger. */
  readonly threshold: number;
  /** Smallest worsening found 9 times in 10; `null` where no change could be found. */
  readonly detectable: number | null;
  /** Rounds of each arm and batch from which on p can fall below alpha. */
  readonly roundsNeeded: number;
  readonly batches: readonly BatchEvidence[];
}

/** One independent batch of rounds. */
export interface BatchEvidence {
  readonly rounds: number;
  readonly costRatio: number;
  readonly interval: Interval;
  readonly pWorse: number;
  readonly pBetter: number;
  /** Cost of the yardstick, candidate over baseline: 1 where speed does not matter, `null` unknown. */
  readonly yardstickRatio: number | null;
}

/** One thing that is not the same on both sides. */
export interface Difference {
  /** Path, as in `cell.workload` or `environment.v8`. */
  readonly key: string;
  readonly baseline: string;
  readonly candidate: string;
  /** `hard` forbids a comparison of timed metrics, `machine` of all but ratios, `soft` warns. */
  readonly weight: 'hard' | 'machine' | 'soft';
}
