import type { DetectorMoment } from '../../../live/calibrate/calibration/moment-of.ts';

/** The minute that was asked about, and what each detector saw at it. */
export interface ShownMoment {
  readonly minute: number;
  readonly moments: readonly DetectorMoment[];
}
