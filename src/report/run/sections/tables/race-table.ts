import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { RaceSummary } from '../../../../lab/record/figures/race-figures.ts';
import type { CellRecord } from '../../../../lab/record/run-record.ts';
import { formatShare } from '../../figures/format-figure.ts';
import type { HtmlValue, Markup } from '../../../kit/page/html.ts';
import { raceIntervalOf } from '../../figures/race-interval.ts';
import { dataTable } from '../../../kit/page/data-table.ts';

/** What came of writers that raced on a map without a guard; `null` where none did. */
export function raceTable({ summary }: CellRecord): Markup | null {
  const { races } = summary;
  if (races === undefined) return null;
  const { trials } = races;
  const rows: readonly (readonly [string, number | null, HtmlValue])[] = [
    ['trials, each with its own seed', trials, ''],
    [
      'ended by the check of the map',
      races.detected,
      `${formatShare(races.detectionRate)}, ${raceIntervalOf(races)}`,
    ],
    ['concurrent map writes', races.concurrentMapWrites, rulesOf(races)],
    ['concurrent map read and map write', races.concurrentMapReadAndMapWrite, ''],
    [
      'damaged without detection',
      races.silentlyDamaged,
      of(races.silentlyDamaged, trials, 'of the trials'),
    ],
    ['invalid memory access', races.trapped, ''],
    ['infinite loop', races.stuck, ''],
    ['overlaps of conflicting operations', races.overlaps, ''],
    [
      'overlaps that the flag missed',
      races.overlapsMissed,
      of(races.overlapsMissed, races.overlaps, 'of them'),
    ],
    ['keys written', races.keysWritten, ''],
    ['keys lost', races.keysLost, of(races.keysLost, races.keysWritten, 'of them')],
    ['values lost', races.valuesLost, ''],
  ];
  return dataTable(
    'Races',
    [{ title: 'Without a guard' }, { title: 'count', isFigure: true }, { title: '' }],
    rows.flatMap(([name, count, remark]) =>
      count === null ? [] : [[name, formatCount(count), remark]],
    ),
    'Races',
  );
}

function rulesOf({ byRule }: RaceSummary): string {
  if (byRule === null) return '';
  const { entry, exit, 'no-empty-slot': noEmptySlot } = byRule;
  const full = noEmptySlot === 0 ? '' : `, ${formatCount(noEmptySlot)} by a full table`;
  return `${formatCount(entry)} seen on the way in, ${formatCount(exit)} on the way out${full}`;
}

function of(part: number | null, whole: number | null, noun: string): string {
  return part === null || whole === null || whole === 0
    ? ''
    : `${formatShare(part / whole)} ${noun}`;
}
