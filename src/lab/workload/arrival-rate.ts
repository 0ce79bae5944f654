/**
 * How many operations per second should arrive, whatever the target does. Rates are operations per
 * second of all writers together.
 */
export type ArrivalRate =
  /** Evenly, one after the other. */
  | { readonly kind: 'constant'; readonly perSecond: number }
  /** Rises, or falls, in a straight line over the whole time. */
  | { readonly kind: 'ramp'; readonly fromPerSecond: number; readonly toPerSecond: number }
  /** Each rate for an equal share of the time. */
  | { readonly kind: 'steps'; readonly perSecond: readonly number[] }
  /** `size` operations at once, so often that `perSecond` arrive on average. */
  | { readonly kind: 'bursts'; readonly perSecond: number; readonly size: number }
  /** Independent arrivals: the gaps are exponential with mean 1 / `perSecond`. */
  | { readonly kind: 'poisson'; readonly perSecond: number };
