import type { RaceSummary } from '../../../lab/record/figures/race-figures.ts';
import { formatShare } from './format-figure.ts';

/** What the detection rate may be: `between 12 % and 31 %`. */
export function raceIntervalOf({ interval }: RaceSummary): string {
  return `between ${formatShare(interval.low)} and ${formatShare(interval.high)}`;
}
