import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { counted, formatShare } from '../figures/format-figure.ts';
import { raceIntervalOf } from '../figures/race-interval.ts';
import type { WeightedSentence } from './run-finding.ts';

/** How often the map's own check sees a race, and what is lost where it does not. */
export function raceFindings({ summary }: CellRecord): readonly WeightedSentence[] {
  const { races } = summary;
  if (races === undefined) return [];
  const { trials, detected, detectionRate, overlapsMissed, overlaps, keysLost } = races;
  const seen = `is caught racing in ${formatCount(detected)} of ${counted(trials, 'trial')} (${formatShare(detectionRate)}, ${raceIntervalOf(races)})`;
  const missed =
    overlapsMissed === null || overlaps === null
      ? ''
      : `; the flag missed ${formatCount(overlapsMissed)} of ${counted(overlaps, 'overlap')}`;
  const lost = keysLost === null ? '' : `, and ${counted(keysLost, 'key was', 'keys were')} lost`;
  return [{ weight: 'swelling', sentence: `${seen}${missed}${lost}` }];
}
