import { readInputText } from '../../base/primitives/input/read-input.ts';
import { recordKind, recordVersion, type RunRecord } from './run-record.ts';
import { parseDocument } from '../../base/schema/parse-document.ts';
import { formatDocument, writeDocument } from './document-file.ts';

/**
 * Reads a record from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readRecord(path: string): Promise<RunRecord> {
  return await parseRecord(readInputText(path), path);
}

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

/**
 * A record as text: the same record gives the same bytes.
 *
 * @throws RangeError naming the path of a figure that is no finite number
 */
export function formatRecord(record: RunRecord): string {
  return formatDocument(record);
}

/**
 * Writes a record, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeDocument(path, record, 'record');
}
