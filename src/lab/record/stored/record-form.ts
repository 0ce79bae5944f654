/** The forms in which a record stands in a file: one JSON document (version 1), or lines (version 2). */
export type RecordForm = 'json' | 'ndjson' | 'ndjson.gz';

export const recordForms: readonly RecordForm[] = ['json', 'ndjson', 'ndjson.gz'];

/** The form that the name of a file asks for. */
export function formOf(path: string): RecordForm {
  return recordForms.find((form) => form !== 'json' && path.endsWith(`.${form}`)) ?? 'json';
}

/**
 * More cells than this are written in lines. A document of up to so many is what people look into and
 * script with; larger ones take memory by their size of whoever parses them, and end at 512 MiB.
 */
export const mostCellsOfDocument = 200;

/** The form of a record of so many cells, if nobody asks for another. */
export function usualForm(cells: number): RecordForm {
  return cells > mostCellsOfDocument ? 'ndjson' : 'json';
}
