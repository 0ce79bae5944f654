import { keepUnits } from '../../run/figures/format-figure.ts';
import { html, trusted, type Markup } from '../../kit/page/html.ts';
import { renderChart } from '../../kit/drawing/render-chart.ts';
import type { NamedChart } from '../../run/charts/charts-of-cell.ts';

/** Charts of the full width, whose axes stand in line, or of half of it, two side by side. */
export async function figuresOf(
  charts: readonly NamedChart[],
  key: string,
  width: 'full' | 'half',
): Promise<Markup> {
  const figures: Markup[] = [];
  for (const { name, chart } of charts) {
    const { svgs } = await renderChart(chart, `${key}-${name}`);
    const [wide = '', narrow = wide] = svgs;
    figures.push(
      html`<figure class="${width}">
        <h3>${chart.title}</h3>
        <div class="broad">${trusted(wide)}</div>
        <div class="narrow">${trusted(narrow)}</div>
        <figcaption>${keepUnits(chart.caption)}</figcaption>
      </figure> `,
    );
  }
  return html`<div class="charts timeline">${figures}</div>`;
}
