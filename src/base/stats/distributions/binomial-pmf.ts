/**
 * P(exactly `successes` in `trials`) where each succeeds with `probability`, by the saddle-point
 * form of C. Loader, "Fast and accurate computation of binomial probabilities" (2000). Relative
 * error about 1e-13 up to 1e15 trials, where differences of log-gammas have no digit left.
 *
 * @throws RangeError if trials is no integer of at least 0 or probability is not in [0, 1]
 */
export function binomialPmf(successes: number, trials: number, probability: number): number {
  if (!Number.isInteger(trials) || trials < 0) {
    throw new RangeError(`expected trials to be an integer of at least 0, got ${trials}`);
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`expected probability in [0, 1], got ${probability}`);
  }
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) return 0;
  if (probability === 0 || probability === 1) {
    return successes === trials * probability ? 1 : 0;
  }
  if (successes === 0) return Math.exp(trials * Math.log1p(-probability));
  if (successes === trials) return Math.exp(trials * Math.log(probability));
  const failures = trials - successes;
  const exponent =
    stirlingError(trials) -
    stirlingError(successes) -
    stirlingError(failures) -
    deviance(successes, trials * probability) -
    deviance(failures, trials * (1 - probability));
  return Math.exp(exponent) * Math.sqrt(trials / (2 * Math.PI * successes * failures));
}

/** ln n! - ln(sqrt(2 pi n) (n/e)^n) for an integer n above 0. */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let k = 2; k <= n; k++) factorial *= k;
    return Math.log(factorial) - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
  }
  const square = n * n;
  return (
    (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) /
    n
  );
}

/** x ln(x / mean) + mean - x, without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let j = 3; ; j += 2) {
    term *= ratio * ratio;
    const next = sum + term / j;
    if (next === sum) return sum;
    sum = next;
  }
}
