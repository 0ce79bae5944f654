import type { Interval } from '../../../base/stats/intervals/interval.ts';

/** Worst first. */
export const thresholdKinds = ['fail', 'invalid', 'inconclusive', 'pass'] as const;

/** Whether a threshold holds; `invalid` where there is no figure to compare with. */
export type ThresholdKind = (typeof thresholdKinds)[number];

/** One threshold of one cell, or how the cell itself ended. */
export interface ThresholdVerdict {
  readonly kind: ThresholdKind;
  readonly cell: string;
  /** The figure, `fits`, or `outcome` where it is about how the cell ended. */
  readonly figure: string;
  /** As in `41.2 MiB, 89.7 % below 400 MiB`. */
  readonly message: string;
}

/** What a cell gave of a figure. */
export type FigureReading =
  | { readonly kind: 'exact'; readonly value: number }
  /** A centre over the rounds, and where it lies at 95 %; unbounded for too few rounds. */
  | {
      readonly kind: 'timed';
      readonly value: number;
      readonly interval: Interval;
      readonly rounds: number;
    }
  | { readonly kind: 'missing'; readonly reason: string };

/** @returns the worst kind of a list; `pass` for none */
export function worstKind(kinds: readonly ThresholdKind[]): ThresholdKind {
  return thresholdKinds.find((kind) => kinds.includes(kind)) ?? 'pass';
}
