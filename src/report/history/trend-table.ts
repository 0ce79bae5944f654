import type { HistoryPoint, HistorySeries } from '../../lab/compare/history/history.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { significant } from '../run/figures/format-figure.ts';
import { foreign, type HtmlValue, type Markup } from '../kit/page/html.ts';
import { dataTable } from '../kit/page/data-table.ts';

/** The metrics of a cell over few runs, a column for each run: so few points make no trend. */
export function trendTable(cell: string, series: readonly HistorySeries[]): Markup {
  const [longest] = series.toSorted((a, b) => b.points.length - a.points.length);
  const runs = longest?.points.map(({ run }) => run) ?? [];
  return dataTable(
    `Metrics of ${cell}`,
    [
      { title: 'Metric' },
      { title: 'unit' },
      ...runs.map((run) => ({ title: foreign(run), isFigure: true })),
    ],
    series.map(({ metric, unit, points }): readonly HtmlValue[] => {
      const byRun = new Map(points.map((point) => [point.run, point]));
      const first = points[0]?.value;
      return [metric, unit, ...runs.map((run) => valueText(byRun.get(run), first))];
    }),
  );
}

/** Text, as a schedule of growths, is only the same as at first or not. */
function valueText(point: HistoryPoint | undefined, first: HistoryPoint['value'] | undefined) {
  if (point === undefined) return '';
  const { value } = point;
  if (typeof value !== 'number') return value === first ? 'as at first' : 'another';
  return Number.isInteger(value) ? formatCount(value) : significant(value);
}
