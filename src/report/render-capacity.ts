import { formatBytes, formatLimitBytes } from '../primitives/format-bytes.ts';
import { formatCount } from '../primitives/format-count.ts';
import type { Capacity } from '../run/capacity/capacity.ts';
import { capacityChart } from './capacity/capacity-chart.ts';
import { capacityRows, capacitySentences, capacitySubject } from './capacity/capacity-sentences.ts';
import { foreign, html } from './html.ts';
import { htmlPage } from './html-page.ts';
import { chartFigures } from './sections/chart-figures.ts';
import { dataTable } from './sections/data-table.ts';

/** The answer to a capacity question as one HTML page that needs no script and no network. */
export async function renderCapacity(capacity: Capacity): Promise<string> {
  const subject = capacitySubject(capacity);
  const title = `What fits into ${formatLimitBytes(capacity.limitBytes)}`;
  const chart = await chartFigures([{ name: 'capacity', chart: capacityChart(capacity) }], 'c');
  const sentences = capacitySentences(capacity).map((sentence) => html`<li>${sentence}</li>`);
  const rows = capacityRows(capacity).map(
    ({ how, entries, peakBytes, growths, computedEntries, endedBy }) => [
      how,
      formatCount(entries),
      computedEntries === null ? '' : formatCount(computedEntries),
      formatBytes(peakBytes),
      growths === null ? '' : formatCount(growths),
      endedBy,
    ],
  );
  const columns = [
    { title: 'How' },
    { title: 'Entries', isFigure: true },
    { title: 'Computed', isFigure: true },
    { title: 'Highest bytes', isFigure: true },
    { title: 'Growths', isFigure: true },
    { title: 'Ended by' },
  ];
  return htmlPage(
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
        <section class="cell">${chart}${dataTable('Entries that fit', columns, rows)}</section>
      </main>`,
  );
}
