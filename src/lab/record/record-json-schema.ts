import { z } from 'zod';
import { runRecordSchema } from './schema/run-record-schema.ts';
import {
  storedCellSchema,
  storedEndSchema,
  storedHeadSchema,
} from './schema/stored-record-schema.ts';

/** The published JSON Schema (draft 2020-12) of a record in one document, version 1. */
export function recordJsonSchema(): object {
  return {
    title: 'mapswell record',
    description:
      'The result of one run of mapswell. Bytes are charged bytes; units stand in names.',
    ...z.toJSONSchema(runRecordSchema),
  };
}

/** The published JSON Schema of each line of a record in lines, version 2. */
export function recordLinesJsonSchema(): object {
  return {
    title: 'line of a mapswell record',
    description:
      'One line of a record.ndjson: the first is a head, the last an end, those between are cells.',
    ...z.toJSONSchema(z.union([storedHeadSchema, storedCellSchema, storedEndSchema])),
  };
}
