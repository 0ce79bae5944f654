import { thresholdOf, type DetectorSettings } from '../../live/detect/detector-settings.ts';

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
  const above = { threshold, isAlarmAbove: true, valueOf: finiteScore };
  switch (settings.kind) {
    case 'source-rule':
    case 'ewma-slope':
      return { ...above, title: 'EWMA slope', axis: '% a minute' };
    case 'ewma-chart':
      return { ...above, title: 'EWMA chart', axis: 'standard deviations' };
    case 'static-threshold':
      return { ...above, title: 'Level', axis: '% of the limit' };
    case 'multi-scale':
      return {
        ...above,
        title: 'Multi-scale slope',
        axis: 'times the steepest healthy rise',
      };
    case 'holt':
    case 'predict-linear':
    case 'growth-forecast':
      break;
  }
  // Far beyond the horizon one figure is as good as another.
  const most = 3 * -threshold;
  return {
    title:
      settings.kind === 'growth-forecast'
        ? 'Minutes to a growth that does not fit'
        : 'Minutes to exhaustion',
    axis: 'minutes left',
    threshold: -threshold,
    isAlarmAbove: false,
    valueOf: (score) => (Number.isFinite(score) ? Math.min(most, -score) : most),
  };
}

function finiteScore(score: number): number {
  return Number.isFinite(score) ? score : 0;
}
