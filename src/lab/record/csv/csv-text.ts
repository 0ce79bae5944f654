import { stringify } from 'csv-stringify/sync';

/** One column: its title, with the unit, and its value in a row; `null` is an empty field. */
export interface CsvColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string | number | boolean | null;
}

/**
 * Rows as CSV with a header and line feeds. Text that a spreadsheet would take for a formula gets an
 * apostrophe in front; figures are written as JavaScript writes them, with a point.
 */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  return csvRows(columns, rows, true);
}

/** The same text in pieces, of as many rows as come together. */
export async function* csvPieces<Row, Item>(
  columns: readonly CsvColumn<Row>[],
  items: AsyncIterable<Item>,
  rowsOf: (item: Item) => readonly Row[],
): AsyncGenerator<Buffer> {
  yield Buffer.from(csvRows(columns, [], true));
  for await (const item of items) yield Buffer.from(csvRows(columns, rowsOf(item), false));
}

function csvRows<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
  header: boolean,
): string {
  return stringify(
    rows.map((row) => columns.map(({ value }) => value(row))),
    {
      header,
      columns: columns.map(({ title }, index) => ({ key: String(index), header: title })),
      escape_formulas: true,
      cast: { boolean: (value) => (value ? 'yes' : 'no') },
    },
  );
}
