import { byteColumnOf, type ByteColumn } from '../../../../base/primitives/quantities/byte-unit.ts';
import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { CellRecord, RoundResult, YardstickRound } from '../../../../lab/record/run-record.ts';
import { formatPerSecond, significant } from '../../figures/format-figure.ts';
import { html, type HtmlValue, type Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';
import { orNone } from './timed-table.ts';

/** What every round gave and used, next to the yardstick of the same round. */
export function roundsTable(
  { rounds }: CellRecord,
  yardstick: readonly YardstickRound[],
): Markup | null {
  if (rounds.length === 0) return null;
  const speeds = new Map(yardstick.map((round) => [round.round, round.operationsPerSecond]));
  const bytes = byteColumnOf(
    rounds.flatMap(({ usage }) => [usage.peakRssBytes, usage.cgroupPeakBytes]),
  );
  const figures = [
    'writes',
    'yardstick',
    'ns per write',
    'CPU s',
    bytes.title('peak resident'),
    bytes.title('cgroup peak'),
    'throttled ms',
    'OOM kills',
    'position in the run',
  ];
  return html`<details>
    <summary>Rounds</summary>
    ${dataTable(
      'Rounds',
      [
        { title: 'Round' },
        { title: 'outcome' },
        ...figures.map((title) => ({ title, isFigure: true })),
      ],
      rounds.map((round) => roundRow(round, speeds.get(round.round) ?? null, bytes)),
    )}
  </details>`;
}

function roundRow(
  { round, position, outcome, measurement, usage }: RoundResult,
  speed: number | null,
  bytes: ByteColumn,
): readonly HtmlValue[] {
  return [
    round + 1,
    outcome.kind,
    orNone(measurement?.writesPerSecond ?? null, formatPerSecond),
    orNone(speed, formatPerSecond),
    orNone(measurement?.nsPerWrite ?? null, significant),
    significant(usage.cpuSeconds),
    bytes.format(usage.peakRssBytes),
    orNone(usage.cgroupPeakBytes, bytes.format),
    orNone(usage.throttledMs, significant),
    orNone(usage.oomKills, formatCount),
    position,
  ];
}
