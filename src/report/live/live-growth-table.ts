import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { ViewedMap } from '../../live/attach/serve/process-view.ts';
import { dataTable } from '../kit/page/data-table.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { fateWords } from './live-words.ts';

const mostGrowths = 40;

/** Growths of all maps that were seen, newest first, and what became of the tables that they left. */
export function growthTable(maps: readonly ViewedMap[]): Markup | null {
  const growths = maps
    .flatMap(({ label, growths: own }) => own.map((growth) => ({ label, growth })))
    .toSorted((a, b) => b.growth.notAfterMs - a.growth.notAfterMs);
  if (growths.length === 0) return null;
  const rows = growths
    .slice(0, mostGrowths)
    .map(({ label, growth }) => [
      new Date(growth.notAfterMs).toISOString().slice(11, 19),
      foreign(label),
      growth.kind,
      formatCount(growth.entries),
      formatBytes(growth.bytesBefore),
      formatBytes(growth.bytesDuring),
      growth.oldTable === null ? '-' : fateWords(growth.oldTable),
    ]);
  const more = growths.length - rows.length;
  return html`<section class="growths">
    <h2>Growths</h2>
    ${dataTable('Growths', growthColumns, rows)}
    ${more === 0 ? null : html`<p class="muted">${formatCount(more)} earlier ones are not listed.</p>`}
  </section>`;
}

const growthColumns = [
  { title: 'seen at (UTC)' },
  { title: 'map' },
  { title: 'kind' },
  ...['entries', 'bytes before', 'with both'].map((title) => ({ title, isFigure: true })),
  { title: 'what it left' },
];
