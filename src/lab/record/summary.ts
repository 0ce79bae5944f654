/** Median with spread of one figure over the rounds. */
export interface Summary {
  readonly unit: string;
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Median absolute deviation, times 1.4826. */
  readonly spread: number;
}
