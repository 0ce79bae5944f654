import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { RaceSummary } from '../../../lab/record/figures/race-figures.ts';
import type { RunRecord } from '../../../lab/record/run-record.ts';

/** What came of racing writers, a line per cell that has them. */
export function raceLines({ cells }: RunRecord): readonly string[] {
  return cells.flatMap(({ cell, summary }) =>
    summary.races === undefined ? [] : [`races    ${cell.id}: ${sentence(summary.races)}`],
  );
}

function sentence(races: RaceSummary): string {
  const { detected, trials, detectionRate, interval } = races;
  return [
    `caught in ${formatCount(detected)} of ${formatCount(trials)} trials (${percent(detectionRate)} %, 95 % interval ${percent(interval.low)} to ${percent(interval.high)} %)`,
    ...known(races.overlapsMissed, (missed) => `${formatCount(missed)} overlaps unseen`),
    ...known(
      races.keysLost,
      (lost) => `${formatCount(lost)} of ${formatCount(races.keysWritten ?? 0)} keys lost`,
    ),
    ...known(races.valuesLost, (lost) => `${formatCount(lost)} values lost`),
    ...(races.trapped + races.stuck === 0
      ? []
      : [`${formatCount(races.trapped + races.stuck)} maps corrupted beyond use`]),
  ].join(', ');
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function known(value: number | null, text: (value: number) => string): readonly string[] {
  return value === null ? [] : [text(value)];
}
