import { byteColumnOf, type ByteColumn } from '../../../base/primitives/byte-unit.ts';
import { formatCount } from '../../../base/primitives/format-count.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import { leadingOutcome } from '../../../lab/record/figures/leading-outcome.ts';
import type { CellRecord, RunRecord } from '../../../lab/record/run-record.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { formatPerSecond, significant } from '../figures/format-figure.ts';
import { type CellLink, onThisPage } from './cell-link.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';
import { sparkline } from '../../kit/page/sparkline.ts';

/** Every cell in one line: the shape of its memory, what it holds, how fast it was. */
export function contentsSection({ cells }: RunRecord, linkOf: CellLink = onThisPage): Markup {
  const bytes = byteColumnOf(
    cells.flatMap((cell) => {
      const stats = exactCountsOf(cell)?.stats;
      return [stats?.bytesHeld, stats?.bytesPeak];
    }),
  );
  return html`<nav class="contents" aria-labelledby="contents">
    <h2 id="contents">Cells</h2>
    <table>
      <thead>
        <tr>
          <th scope="col" data-kind="text">Cell</th>
          <th scope="col">Bytes held</th>
          <th class="n aside" scope="col">${bytes.title('at the end')}</th>
          <th class="n aside" scope="col">${bytes.title('at the peak')}</th>
          <th class="n aside" scope="col">growths</th>
          <th class="n aside" scope="col">writes</th>
          <th class="n aside" scope="col">ratio to yardstick</th>
        </tr>
      </thead>
      <tbody>
        ${cells.map((cell, index) => contentsRow(cell, linkOf(index), bytes))}
      </tbody>
    </table>
    <p>
      Each curve of bytes has a scale of its own. A dashed line is the limit of the map, where that
      is at most 2.5 times what it held.
    </p>
  </nav> `;
}

function contentsRow(record: CellRecord, link: string, bytes: ByteColumn): Markup {
  const { cell, summary } = record;
  const counts = exactCountsOf(record);
  const outcome = leadingOutcome(record).kind;
  const problem = record.exactAgree === false ? 'counts differ' : outcome;
  const tag = problem === 'completed' ? null : html` <span class="tag problem">${problem}</span>`;
  const growths = counts && counts.growthEvents.length + counts.growthEventsDropped;
  const figures: readonly (readonly [number | null | undefined, (figure: number) => string])[] = [
    [counts?.stats.bytesHeld, bytes.format],
    [counts?.stats.bytesPeak, bytes.format],
    [growths, formatCount],
    [summary.writesPerSecond?.median, formatPerSecond],
    [summary.yardstickRatio?.median, significant],
  ];
  return html`<tr>
    <td data-sort="${cell.id}">
      <a class="name" href="${link}">${foreign(cell.id)}</a>${tag}<small
        >${foreign(cell.purpose)}</small
      >
    </td>
    <td>${counts === null ? null : sparkline(counts.staircase, arenaLimitOf(record))}</td>
    ${figures.map(([figure, format]) => figureField(figure ?? null, format))}
  </tr> `;
}

/** A figure with what it is sorted by. */
function figureField(figure: number | null, format: (figure: number) => string): Markup {
  return figure === null
    ? html`<td class="n aside"></td>`
    : html`<td class="n aside" data-sort="${figure}">${format(figure)}</td>`;
}
