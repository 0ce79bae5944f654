import type { Cell } from '../../config/cell.ts';
import type { CsvColumn } from './csv-text.ts';

/** The columns that say which cell a row is about. */
export function cellColumns<Row>(cellOf: (row: Row) => Cell): readonly CsvColumn<Row>[] {
  return [
    { title: 'cell', value: (row) => cellOf(row).id },
    { title: 'scenario', value: (row) => cellOf(row).scenario },
    { title: 'target', value: (row) => cellOf(row).target },
    { title: 'map', value: (row) => cellOf(row).map },
    { title: 'key', value: (row) => cellOf(row).key },
    { title: 'value', value: (row) => cellOf(row).value },
    { title: 'guard', value: (row) => cellOf(row).guard },
    { title: 'writers', value: (row) => cellOf(row).workload.writers },
    { title: 'hint (entries)', value: (row) => cellOf(row).hint },
  ];
}
