import { numberAt } from '../../../base/primitives/number-at.ts';

/** A forecast of the time to exhaustion at an alarm, and what came. */
export interface ForecastPair {
  readonly shape: string;
  readonly predictedMinutes: number;
  readonly actualMinutes: number;
}

/** Factors that turn a predicted time to exhaustion into an interval. */
export interface ConformalFactors {
  readonly confidence: number;
  readonly low: number;
  readonly high: number;
  /** Failures that the factors were fitted to. */
  readonly n: number;
}

/**
 * Split conformal prediction of the time to exhaustion: the interval is the predicted time times the
 * order statistics of actual / predicted, of rank (n + 1) (1 - confidence) / 2 from either end, on
 * failures that were set aside (V. Vovk et al., Algorithmic Learning in a Random World, 2005).
 *
 * @throws RangeError with fewer than 20 pairs
 */
export function fitConformal(
  pairs: readonly ForecastPair[],
  confidence: number = 0.9,
): ConformalFactors {
  if (pairs.length < 20)
    throw new RangeError(`expected at least 20 forecasts, got ${pairs.length}`);
  const ratios = pairs
    .map(({ predictedMinutes, actualMinutes }) => actualMinutes / predictedMinutes)
    .toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.floor(((ratios.length + 1) * (1 - confidence)) / 2 + 1e-9));
  return {
    confidence,
    low: numberAt(ratios, rank - 1),
    high: ratios.at(-rank) ?? Infinity,
    n: pairs.length,
  };
}

/** Whether the interval of a forecast holds what came. */
export function conformalFactorsCover(
  { low, high }: Pick<ConformalFactors, 'low' | 'high'>,
  { predictedMinutes, actualMinutes }: ForecastPair,
): boolean {
  return actualMinutes >= low * predictedMinutes && actualMinutes <= high * predictedMinutes;
}
