import { formatBytes } from '../../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../../base/primitives/quantities/format-count.ts';
import type { HttpMeasurement } from '../../../../lab/record/http-result.ts';
import type { CellRecord } from '../../../../lab/record/run-record.ts';
import { formatNs, formatPerSecond, significant } from '../../figures/format-figure.ts';
import type { Markup } from '../../../kit/page/html.ts';
import { dataTable } from '../../../kit/page/data-table.ts';

interface Figure {
  readonly name: string;
  readonly of: (http: HttpMeasurement) => string;
}

const figures: readonly Figure[] = [
  { name: 'loop', of: ({ loop }) => loop },
  { name: 'connections', of: ({ connections }) => formatCount(connections) },
  { name: 'requests answered', of: ({ requests }) => formatCount(requests) },
  { name: 'requests per second', of: (http) => formatPerSecond(http.requestsPerSecond) },
  { name: 'answers by status', of: ({ statusCounts }) => statuses(statusCounts) },
  { name: 'requests without an answer', of: ({ errors }) => formatCount(errors) },
  { name: 'growths seen', of: ({ growths }) => formatCount(growths.length) },
  {
    name: 'CPUs of the service',
    of: ({ watched }) => (watched === null ? '' : significant(watched.cpuCores)),
  },
  {
    name: 'peak resident, service',
    of: ({ watched }) => (watched === null ? '' : formatBytes(watched.peakRssBytes)),
  },
  { name: 'CPUs of the generator', of: ({ generator }) => significant(generator.cpuCores) },
  {
    name: "p99 lag of the generator's event loop",
    of: ({ generator }) => formatNs(generator.eventLoopLagP99Ns),
  },
  {
    name: 'late starts',
    of: ({ loop, generator }) => (loop === 'open' ? formatCount(generator.lateStarts) : ''),
  },
];

/** What the rounds of a cell over HTTP were, side by side; `null` where none was. */
export function httpTable({ rounds }: CellRecord): Markup | null {
  const measured = rounds.flatMap(({ round, measurement }) =>
    measurement?.http === undefined ? [] : [{ round, http: measurement.http }],
  );
  if (measured.length === 0) return null;
  const rows = figures.flatMap(({ name, of }) => {
    const values = measured.map(({ http }) => of(http));
    return values.every((value) => value === '') ? [] : [[name].concat(values)];
  });
  return dataTable(
    'Load over HTTP',
    [
      { title: 'HTTP' },
      ...measured.map(({ round }) => ({ title: `round ${round + 1}`, isFigure: true })),
    ],
    rows,
    'Load over HTTP',
  );
}

function statuses(counts: HttpMeasurement['statusCounts']): string {
  return Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${status}: ${formatCount(count)}`)
    .join(', ');
}
