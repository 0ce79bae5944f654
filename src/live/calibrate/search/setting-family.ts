import type { SettingGrid } from '../../detect/detector-definition.ts';
import { detectors, type DetectorSettings } from '../../detect/detectors.ts';

/** Settings of one detector that differ in threshold and points in a row only. */
export type SettingFamily = SettingGrid<DetectorSettings>;

/**
 * What a search tries: about 10,000 settings of all detectors.
 *
 * @param slopesPerStep of the multi-scale slope, learned from the histories of the part to fit
 */
export function settingGrid(slopesPerStep: readonly number[]): SettingFamily[] {
  return Object.values(detectors).flatMap(({ grid }): readonly SettingFamily[] =>
    grid(slopesPerStep),
  );
}

/** Number of settings in some families. */
export function countSettings(families: readonly SettingFamily[]): number {
  return families.reduce(
    (sum, { thresholds, pointsInRow }) => sum + thresholds.length * pointsInRow.length,
    0,
  );
}
