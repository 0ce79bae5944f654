import { describeChange } from '../../lab/compare/history/format-history.ts';
import type { HistoryChange, HistorySeries } from '../../lab/compare/history/history.ts';
import { trend } from './trend.ts';
import { trendTable } from './trend-table.ts';
import type { NamedChart } from '../run/charts/charts-of-cell.ts';
import { counted, formatMoment } from '../run/figures/format-figure.ts';
import { foreign, html, type HtmlValue, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { chartFigures } from '../run/sections/chart-figures.ts';
import { dataTable } from '../kit/page/data-table.ts';

const small = [{ width: 372, height: 220 }] as const;
/** Fewer points than that show no trend: a table of them says more. */
const fewestDrawn = 5;

/**
 * A history as one HTML page: what changed and since when, then a trend chart for each metric, or a table
 * of them where there are fewer than 5 runs.
 */
export async function renderHistory(series: readonly HistorySeries[]): Promise<string> {
  const cells = [...new Set(series.map(({ cell }) => cell))];
  const sections: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for (const [index, cell] of cells.entries())
    sections.push(
      await cellTrends(
        cell,
        series.filter((one) => one.cell === cell),
        `cell-${index + 1}`,
      ),
    );
  const runs = Math.max(0, ...series.map(({ points }) => points.length));
  const changed = series.filter(({ changes }) => changes.length > 0);
  const title = `${counted(changed.length, 'metric')} changed in ${counted(runs, 'run')}`;
  return htmlPage(
    'history',
    `mapswell history: ${title}`,
    html`<header class="top">
        <div>
          <p class="eyebrow">mapswell history</p>
          <h1>${title}</h1>
          <p class="lede">
            A count changes where two neighbours differ. A timed metric changes where E-divisive
            means finds a change point in its logarithms; the line is the median of each stretch.
          </p>
        </div>
      </header>
      ${changesSection(changed, cells)}
      <main>${sections}</main>`,
  );
}

function changesSection(changed: readonly HistorySeries[], cells: readonly string[]): Markup {
  const found = changed.flatMap((series) => series.changes.map((change) => ({ series, change })));
  if (found.length === 0)
    return html`<section class="findings" aria-labelledby="changes">
      <h2 id="changes">Changes</h2>
      <p class="muted">None.</p>
    </section>`;
  const hasCommits = found.some(({ change }) => change.subject !== null);
  const rows = found.map((one) => changeRow(one, cells, hasCommits));
  const titles = ['From', 'When', ...(hasCommits ? ['Commit'] : []), 'Cell', 'Metric', 'Change'];
  return html`<section class="findings" aria-labelledby="changes">
    <h2 id="changes">Changes</h2>
    <div class="verdicts">
      ${dataTable(
        'Changes',
        titles.map((title) => ({ title })),
        rows,
      )}
    </div>
  </section>`;
}

function changeRow(
  { series, change }: { readonly series: HistorySeries; readonly change: HistoryChange },
  cells: readonly string[],
  hasCommits: boolean,
): readonly HtmlValue[] {
  const { cell, metric, unit } = series;
  return [
    foreign(change.run),
    formatMoment(change.startedAt),
    ...(hasCommits ? [foreign(change.subject ?? '')] : []),
    html`<a href="#cell-${cells.indexOf(cell) + 1}">${foreign(cell)}</a>`,
    metric,
    describeChange(change, unit),
  ];
}

async function cellTrends(
  cell: string,
  series: readonly HistorySeries[],
  key: string,
): Promise<Markup> {
  const shown = series.filter((one) => one.class === 'timed' || one.changes.length > 0);
  const runs = Math.max(0, ...series.map(({ points }) => points.length));
  const charts = shown.flatMap((one): readonly NamedChart[] => {
    const chart = runs < fewestDrawn ? null : trend(one, small);
    return chart === null ? [] : [{ name: one.metric, chart }];
  });
  const steady = series.filter((one) => one.class === 'exact' && one.changes.length === 0);
  return html`<section class="cell" id="${key}" aria-labelledby="${key}-name">
    <header><h2 id="${key}-name">${foreign(cell)}</h2></header>
    ${runs < fewestDrawn && shown.length > 0 ? trendTable(cell, shown) : await chartFigures(charts, key)}
    <p class="muted after">
      ${
        steady.length === 0
          ? 'Every count changed.'
          : `Counts that never changed: ${steady.map(({ metric }) => metric).join(', ')}.`
      }
    </p>
  </section> `;
}
