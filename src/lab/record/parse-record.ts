import { parseDocument } from '../../base/schema/parse-document.ts';
import { recordKind, recordVersion, type RunRecord } from './run-record.ts';

/**
 * Turns the text of a record into the record, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, no record, a record of a
 *   newer version, or breaks the schema; the message has the path inside the document
 */
export async function parseRecord(text: string, where: string): Promise<RunRecord> {
  return await parseDocument(text, where, {
    name: 'mapswell record',
    kind: recordKind,
    version: recordVersion,
    schema: async () => (await import('./schema/run-record-schema.ts')).runRecordSchema,
  });
}
