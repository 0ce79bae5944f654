import { html, type HtmlValue, type Markup } from './html.ts';

/** A column of a table: figures stand right. */
export interface TableColumn {
  readonly title: HtmlValue;
  readonly isFigure?: boolean;
}

/** A table that scrolls on its own where the page is too narrow; the first field names the row. */
export function dataTable(
  label: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly HtmlValue[])[],
  caption: string | null = null,
): Markup {
  const head = columns.map(({ title, isFigure }) =>
    isFigure === true
      ? html`<th class="n" scope="col">${title}</th>`
      : html`<th scope="col">${title}</th>`,
  );
  return html`<div class="scroll" role="group" aria-label="${label}" tabindex="0">
    <table>
      ${
        caption === null
          ? null
          : html`<caption>
              ${caption}
            </caption>`
      }
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => tableRow(columns, row))}
      </tbody>
    </table>
  </div>`;
}

function tableRow(columns: readonly TableColumn[], row: readonly HtmlValue[]): Markup {
  // A row with one field for several columns says something about the table itself.
  if (row.length === 1 && columns.length > 1)
    return html`<tr class="gap">
      <td colspan="${columns.length}">${row}</td>
    </tr> `;
  const fields = row.map((field, index) => {
    if (index === 0) return html`<th scope="row">${field}</th>`;
    return columns[index]?.isFigure === true
      ? html`<td class="n">${field}</td>`
      : html`<td>${field}</td>`;
  });
  return html`<tr>
    ${fields}
  </tr> `;
}
