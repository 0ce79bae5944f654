/**
 * In which state of the map an operation ran: `growing` started a growth, `evacuating` found an old
 * table beside the new one, `normal` is all others. A growing operation is always timed, from the
 * start of the growth; the others by chance, from before the guard to behind it, so that waiting for
 * other writers counts. What reading the clock costs at least is taken off; what then is shorter
 * than the clock can tell from nothing has no value, and counts as below its resolution.
 */
export type LatencyPhase = 'normal' | 'evacuating' | 'growing';

/**
 * A log-linear histogram, sparse: bucket i of 64 per octave. `counts` holds pairs
 * [bucket index, weighted count]. Values are nanoseconds.
 */
export interface LatencyHistogram {
  readonly subBucketsPerOctave: 64;
  readonly counts: readonly (readonly [number, number])[];
  /** Operations that were timed, and operations that they stand for, those below included. */
  readonly samples: number;
  readonly weight: number;
  /** Of those in the buckets; 0 where there are none. */
  readonly minNs: number;
  readonly maxNs: number;
  /** What is in no bucket. Old records have none: they counted it as 0 ns. */
  readonly below?: BelowResolution;
}

/** Operations that took less than the clock can tell from no time at all. */
export interface BelowResolution {
  /** They took less than this. */
  readonly resolutionNs: number;
  /** Operations that they stand for. */
  readonly weight: number;
}
