import type { Cell } from '../../config/cell.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import { cellColumns } from './cell-columns.ts';
import { csvPieces, csvText, type CsvColumn } from './csv-text.ts';
import { exactCountsOf } from '../figures/exact-counts-of.ts';
import type { CellRecord, RunRecord } from '../run-record.ts';
import type { OpenRecord } from '../stored/open-record.ts';

interface Row {
  readonly cell: Cell;
  readonly event: GrowthEvent;
}

const columns: readonly CsvColumn<Row>[] = [
  ...cellColumns<Row>(({ cell }) => cell),
  { title: 'kind', value: ({ event }) => event.kind },
  { title: 'shard', value: ({ event }) => event.shard },
  { title: 'operation', value: ({ event }) => event.operation },
  { title: 'entries', value: ({ event }) => event.entries },
  { title: 'buckets before', value: ({ event }) => event.fromBuckets },
  { title: 'buckets after', value: ({ event }) => event.toBuckets },
  { title: 'bytes before (B)', value: ({ event }) => event.bytesBefore },
  { title: 'bytes during (B)', value: ({ event }) => event.bytesDuring },
  { title: 'bytes after (B)', value: ({ event }) => event.bytesAfter },
  { title: 'writes to finish', value: ({ event }) => event.writesToFinish },
  { title: 'start (ns)', value: ({ event }) => event.startNs },
  { title: 'duration (ns)', value: ({ event }) => event.durationNs },
];

/** Every listed growth event of every cell, one row each, as the exact pass saw it. */
export function growthEventsCsv(record: RunRecord): string {
  return csvText(columns, record.cells.flatMap(rowsOf));
}

/** The same in pieces, of a record that is read a cell at a time. */
export function growthEventsCsvPieces({ cells }: OpenRecord): AsyncGenerator<Buffer> {
  return csvPieces(columns, cells(), rowsOf);
}

function rowsOf(record: CellRecord): readonly Row[] {
  const { cell } = record;
  return (exactCountsOf(record)?.growthEvents ?? []).map((event) => ({ cell, event }));
}
