import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { TimedSummary } from '../../../../lab/record/run-record.ts';
import type { Summary } from '../../../../lab/record/summary.ts';
import { significant } from '../../figures/format-figure.ts';
import { html, type Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';
import { percentileRows } from './percentile-rows.ts';

type Row = readonly [name: string, unit: string, summary: Summary | null, format: Format];
type Format = (value: number) => string;

/** Every timed metric of a cell with its unit, spread, range and number of rounds. */
export function timedTable(summary: TimedSummary): Markup {
  const rows: readonly Row[] = [
    ['writes per second', '1/s', summary.writesPerSecond, significant],
    ['ratio to the yardstick', '', summary.yardstickRatio, significant],
    ['time per write', 'ns', summary.nsPerWrite, significant],
    ['CPU time of the process', 's', summary.cpuSeconds, significant],
    [
      'peak resident memory',
      'MiB',
      summary.peakRssBytes,
      (bytes) => formatCount(bytes / 2 ** 20, 1),
    ],
    ['throttled', 'ms', summary.throttledMs, significant],
  ];
  return dataTable(
    'Timed metrics',
    [
      { title: 'Timed metric' },
      { title: 'median', isFigure: true },
      { title: 'unit' },
      { title: 'spread', isFigure: true },
      { title: 'least', isFigure: true },
      { title: 'most', isFigure: true },
      { title: 'n', isFigure: true },
    ],
    rows.map(([name, unit, figure, format]) =>
      figure === null
        ? [name, html`<span class="muted">none</span>`, unit, '', '', '', 0]
        : [
            name,
            format(figure.median),
            unit,
            format(figure.spread),
            format(figure.min),
            format(figure.max),
            figure.n,
          ],
    ),
    'Timed',
  );
}

/** Latency percentiles by the state of the map. */
export function latencyTable({ latency }: TimedSummary): Markup {
  const states = ['all', 'normal', 'evacuating', 'growing'] as const;
  const summaries = states.map((state) => latency[state]);
  return dataTable(
    'Latency of a write',
    [{ title: 'Latency' }, ...states.map((title) => ({ title, isFigure: true }))],
    [
      ...percentileRows(summaries),
      ['timed operations', ...summaries.map((summary) => formatCount(summary?.samples ?? 0))],
      ['operations represented', ...summaries.map((summary) => formatCount(summary?.weight ?? 0))],
    ],
    'Latency of a write',
  );
}

/** A figure that may be missing. */
export function orNone(value: number | null, format: Format): string {
  return value === null ? '' : format(value);
}
