import type { Warning } from '../../base/primitives/errors/warning.ts';
import type { CompareOptions } from './compare-options.ts';
import type { Difference, Verdict, VerdictKind } from './verdict/verdict.ts';

/** The verdict on one metric of one cell. */
export interface MetricComparison {
  readonly cell: string;
  readonly metric: string;
  readonly unit: string;
  readonly class: 'exact' | 'timed';
  /** Whether the verdict counts for the outcome. */
  readonly isGated: boolean;
  readonly verdict: Verdict;
}

/** What is told of one side. */
export interface ComparedSide {
  /** What people call it; absent where its runs have no other name than their ids. */
  readonly name?: string;
  readonly ids: readonly string[];
  readonly startedAt: readonly string[];
  readonly cells: number;
  readonly machine: string;
  readonly node: string;
}

/** One versioned JSON document: the verdicts on every metric of every cell. */
export interface Comparison {
  readonly kind: 'mapswell-comparison';
  readonly version: 1;
  /** Worst of the gated verdicts, in this order: regressed, invalid, incomparable, inconclusive. */
  readonly outcome: VerdictKind;
  readonly counts: Readonly<Record<VerdictKind, number>>;
  readonly options: CompareOptions;
  /** Gated timed metrics that share alpha. */
  readonly familySize: number;
  readonly baseline: ComparedSide;
  readonly candidate: ComparedSide;
  readonly differences: readonly Difference[];
  readonly metrics: readonly MetricComparison[];
  readonly warnings: readonly Warning[];
}
