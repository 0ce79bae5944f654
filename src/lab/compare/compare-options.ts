import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { timedMetricNames, type TimedMetricName } from './figures/timed-metric-name.ts';

/** How strict a comparison is. Fixed before the data is seen. */
export interface CompareOptions {
  /** Probability of any false alarm among all gated timed metrics. */
  readonly alpha: number;
  /** Relative largest change of a timed metric that never fails. */
  readonly band: number;
  /** A timed metric passes where a worsening by more than this is excluded. */
  readonly mustSee: number;
  /** Timed metrics that can fail a comparison. Exact metrics always can. */
  readonly gate: readonly TimedMetricName[];
}

export const defaultCompareOptions: CompareOptions = {
  alpha: 0.01,
  band: 0.05,
  mustSee: 0.1,
  gate: ['writes-per-second'],
};

/** @throws SandboxError `usage` if an option is out of its range */
export function compareOptions(options: Partial<CompareOptions> = {}): CompareOptions {
  const complete = { ...defaultCompareOptions, ...options };
  const { alpha, band, mustSee, gate } = complete;
  if (!(alpha > 0 && alpha <= 0.2)) throw outOfRange('alpha', 'in (0, 0.2]', alpha);
  if (!(band >= 0 && band < 1)) throw outOfRange('band', 'in [0, 1)', band);
  if (!(mustSee > band && mustSee <= 1)) {
    throw outOfRange('mustSee', `above the band of ${band} and at most 1`, mustSee);
  }
  const unknown = gate.find((name) => !timedMetricNames.includes(name));
  if (unknown !== undefined) {
    throw outOfRange('gate', `one of ${timedMetricNames.join(', ')}`, unknown);
  }
  return complete;
}

function outOfRange(option: string, rule: string, value: number | string): SandboxError {
  return new SandboxError('usage', `expected ${option} to be ${rule}, got ${value}`);
}
