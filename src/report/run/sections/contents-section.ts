import { byteColumnOf, type ByteColumn } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { CellGist } from '../cell-gist.ts';
import { formatPerSecond, significant } from '../figures/format-figure.ts';
import { type CellLink, onThisPage } from './cell-link.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';

/** Every cell in one line: the shape of its memory, what it holds, how fast it was. */
export function contentsSection(cells: readonly CellGist[], linkOf: CellLink = onThisPage): Markup {
  const bytes = byteColumnOf(
    cells.flatMap(({ bytesHeld, bytesPeak }) => [bytesHeld ?? undefined, bytesPeak ?? undefined]),
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

function contentsRow(cell: CellGist, link: string, bytes: ByteColumn): Markup {
  const { ending } = cell;
  const tag = ending === 'completed' ? null : html` <span class="tag problem">${ending}</span>`;
  const figures: readonly (readonly [number | null, (figure: number) => string])[] = [
    [cell.bytesHeld, bytes.format],
    [cell.bytesPeak, bytes.format],
    [cell.growths, formatCount],
    [cell.writesPerSecond, formatPerSecond],
    [cell.yardstickRatio, significant],
  ];
  return html`<tr>
    <td data-sort="${cell.id}">
      <a class="name" href="${link}">${foreign(cell.id)}</a>${tag}<small
        >${foreign(cell.purpose)}</small
      >
    </td>
    <td>${cell.spark}</td>
    ${figures.map(([figure, format]) => figureField(figure, format))}
  </tr> `;
}

/** A figure with what it is sorted by. */
function figureField(figure: number | null, format: (figure: number) => string): Markup {
  return figure === null
    ? html`<td class="n aside"></td>`
    : html`<td class="n aside" data-sort="${figure}">${format(figure)}</td>`;
}
