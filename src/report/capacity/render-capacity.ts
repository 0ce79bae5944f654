import { formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import type { Capacity } from '../../lab/run/capacity/capacity.ts';
import { capacityChart } from './capacity-chart.ts';
import { capacitySentences, capacitySubject } from './capacity-sentences.ts';
import { capacityTable } from './capacity-table.ts';
import { foreign, html } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { chartFigures } from '../run/sections/chart-figures.ts';
import { dataTable } from '../kit/page/data-table.ts';

/** The answer to a capacity question as one HTML page that needs no script and no network. */
export async function renderCapacity(capacity: Capacity): Promise<string> {
  const subject = capacitySubject(capacity);
  const title = `What fits into ${formatLimitBytes(capacity.limitBytes)}`;
  const chart = await chartFigures([{ name: 'capacity', chart: capacityChart(capacity) }], 'c');
  const sentences = capacitySentences(capacity).map((sentence) => html`<li>${sentence}</li>`);
  const { columns, rows } = capacityTable(capacity);
  const table = dataTable('Entries that fit', columns, rows);
  return htmlPage(
    'capacity',
    `mapswell: ${title}`,
    html`<header class="top">
        <div>
          <p class="eyebrow">mapswell capacity</p>
          <h1>${title}</h1>
          <p class="lede">${foreign(subject)}</p>
        </div>
      </header>
      <section class="findings" aria-labelledby="findings">
        <h2 id="findings">Answer</h2>
        <ol>
          ${sentences}
        </ol>
      </section>
      <main>
        <section class="cell">${chart}${table}</section>
      </main>`,
  );
}
