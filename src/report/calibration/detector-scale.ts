import { detectors, thresholdOf, type DetectorSettings } from '../../live/detect/detectors.ts';

/** How the score of a detector is drawn. */
export interface DetectorScale {
  readonly title: string;
  readonly axis: string;
  /** Where the alarm begins, on the axis. */
  readonly threshold: number;
  /** Whether the alarm is above the threshold; below it for minutes that are left. */
  readonly isAlarmAbove: boolean;
  /** Where a score stands that is as far from an alarm as is drawn. */
  readonly calm: number;
  /** The score on the axis; `calm` where nothing is foreseen. */
  readonly valueOf: (score: number) => number;
}

/** The score of a detector in the unit in which its rule is written. */
export function detectorScale(settings: DetectorSettings): DetectorScale {
  const threshold = thresholdOf(settings);
  const { scale, threshold: rule } = detectors[settings.kind];
  const { title, axis, least } = scale;
  if (!rule.isMinutesLeft)
    return {
      title,
      axis,
      threshold,
      isAlarmAbove: true,
      calm: least ?? 0,
      valueOf: drawnFrom(least),
    };
  // Far beyond the horizon one figure is as good as another.
  const most = 3 * -threshold;
  return {
    title,
    axis,
    threshold: -threshold,
    isAlarmAbove: false,
    calm: most,
    valueOf: (score) => (Number.isFinite(score) ? Math.min(most, -score) : most),
  };
}

/** Scores from `least` on; all of them where there is none, and then 0 for one that nothing was seen for. */
function drawnFrom(least: number | undefined): (score: number) => number {
  if (least === undefined) return (score) => (Number.isFinite(score) ? score : 0);
  return (score) => Math.max(least, score);
}
