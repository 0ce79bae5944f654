import { detectors, thresholdOf, type DetectorSettings } from '../../live/detect/detectors.ts';

/** How the score of a detector is drawn. */
export interface DetectorScale {
  readonly title: string;
  readonly axis: string;
  /** Where the alarm begins, on the axis. */
  readonly threshold: number;
  /** Whether the alarm is above the threshold; below it for minutes that are left. */
  readonly isAlarmAbove: boolean;
  /** The score on the axis; at the end that is far from any alarm where nothing is foreseen. */
  readonly valueOf: (score: number) => number;
}

/** The score of a detector in the unit in which its rule is written. */
export function detectorScale(settings: DetectorSettings): DetectorScale {
  const threshold = thresholdOf(settings);
  const { scale, threshold: rule } = detectors[settings.kind];
  if (!rule.isMinutesLeft) return { ...scale, threshold, isAlarmAbove: true, valueOf: finiteScore };
  // Far beyond the horizon one figure is as good as another.
  const most = 3 * -threshold;
  return {
    ...scale,
    threshold: -threshold,
    isAlarmAbove: false,
    valueOf: (score) => (Number.isFinite(score) ? Math.min(most, -score) : most),
  };
}

function finiteScore(score: number): number {
  return Number.isFinite(score) ? score : 0;
}
