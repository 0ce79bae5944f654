/** One reading of a series. One object is reused for a whole trace: nothing keeps it. */
export interface Sample {
  readonly minute: number;
  /** Percent of the limit, 0 to 100. */
  readonly percent: number;
  /** Entries of the map behind the series; NaN where there is none. */
  readonly entries: number;
  /** Minutes since the process started. @default unknown, as for one that runs for long */
  readonly ageMinutes?: number;
}

/**
 * Judges a series sample by sample, O(1) each. The score says how alarming the last point was:
 * the alarm is up once it has been above the threshold for some points in a row.
 */
export interface Detector {
  /** Takes the next sample, in order of time; `true` if it completed a point that was judged. */
  push(sample: Sample): boolean;
  /** Of the last point; -Infinity while too little was seen. */
  readonly score: number;
  /** Minutes to exhaustion by the last point; Infinity if none is in sight. */
  readonly minutesLeft: number;
  /** Standard deviation of these minutes, where the detector reckons one. */
  readonly deviationMinutes?: number;
  /** One sentence on the last point, with its numbers and those of the rule. */
  explain(): string;
}
