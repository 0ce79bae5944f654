import type { DetectorSettings } from '../../detect/detector-settings.ts';

/** Settings that differ in threshold and points in a row only: one pass over a trace serves all. */
export interface SettingFamily {
  readonly base: DetectorSettings;
  /** Rising. */
  readonly thresholds: readonly number[];
  /** Rising. */
  readonly pointsInRow: readonly number[];
}

/** The settings of a family at one threshold. */
export function familyMember(
  { base }: SettingFamily,
  threshold: number,
  pointsInRow: number,
): DetectorSettings {
  switch (base.kind) {
    case 'source-rule':
    case 'ewma-slope':
      return { ...base, slopePercentPerMinute: threshold, pointsInRow };
    case 'ewma-chart':
      return { ...base, limitSigmas: threshold, pointsInRow };
    case 'holt':
    case 'predict-linear':
    case 'growth-forecast':
      return { ...base, horizonMinutes: -threshold, pointsInRow };
    case 'static-threshold':
      return { ...base, thresholdPercent: threshold, pointsInRow };
    case 'multi-scale':
      break;
  }
  return { ...base, margin: threshold, pointsInRow };
}

/** Number of settings in some families. */
export function countSettings(families: readonly SettingFamily[]): number {
  return families.reduce(
    (sum, { thresholds, pointsInRow }) => sum + thresholds.length * pointsInRow.length,
    0,
  );
}
