/** A confidence interval, both ends included. An end that the data cannot bound is infinite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** The confidence that the interval really has, which may be above the one asked for. */
  readonly confidence: number;
}
