import { keepUnits } from '../figures/format-figure.ts';
import { html, trusted, type Markup } from '../../kit/page/html.ts';
import type { NamedChart } from '../charts/charts-of-cell.ts';
import { renderChart } from '../../kit/drawing/render-chart.ts';

/** The charts of a cell, drawn. @param key unique in the page */
export async function chartFigures(charts: readonly NamedChart[], key: string): Promise<Markup> {
  const figures: Markup[] = [];
  for (const { name, chart } of charts) {
    const { svgs } = await renderChart(chart, `${key}-${name}`);
    const [wide = '', narrow] = svgs;
    const drawings =
      narrow === undefined
        ? trusted(wide)
        : html`<div class="broad">${trusted(wide)}</div>
            <div class="narrow">${trusted(narrow)}</div>`;
    const figure = html`<h3>${chart.title}</h3>
      ${drawings}
      <figcaption>${keepUnits(chart.caption)}</figcaption>`;
    figures.push(
      narrow === undefined
        ? html`<figure>${figure}</figure> `
        : html`<figure class="wide">${figure}</figure> `,
    );
  }
  return figures.length === 0 ? html`` : html`<div class="charts">${figures}</div>`;
}
