import { z } from 'zod';
import { runRecordSchema } from './schema/run-record-schema.ts';

/** The published JSON Schema (draft 2020-12) of a record. */
export function recordJsonSchema(): object {
  return {
    title: 'mapswell record',
    description:
      'The result of one run of mapswell. Bytes are charged bytes; units stand in names.',
    ...z.toJSONSchema(runRecordSchema),
  };
}
