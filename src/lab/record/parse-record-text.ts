import { parseDocument } from '../../base/schema/parse-document.ts';
import { recordKind, recordVersion, type RunRecord } from './run-record.ts';

/**
 * Turns the text of a record of version 1 into the record, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws SandboxError `input` as `parseRecord`
 */
export async function parseRecordText(text: string, where: string): Promise<RunRecord> {
  return await parseDocument(text, where, {
    name: 'mapswell record',
    kind: recordKind,
    version: recordVersion,
    schema: async () => (await import('./schema/run-record-schema.ts')).runRecordSchema,
  });
}
