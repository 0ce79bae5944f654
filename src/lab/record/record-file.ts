import { formatDocument } from './document-file.ts';
import type { RunRecord } from './run-record.ts';
import { collectRecord, openRawRecord, openRecord, recordInMemory } from './stored/open-record.ts';
import { openText } from './stored/raw-record.ts';
import { writeOpenRecord } from './stored/write-record.ts';

/**
 * Reads a record of any version from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where; `invalid` for one
 *   in lines that was changed after it had been written
 */
export async function readRecord(path: string): Promise<RunRecord> {
  return await collectRecord(await openRecord(path));
}

/**
 * Turns the text of a record into the record, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, no record, a record of a
 *   newer version, or breaks the schema; the message has the path inside the document. `invalid` as
 *   `readRecord`
 */
export async function parseRecord(text: string, where: string): Promise<RunRecord> {
  return await collectRecord(await openRawRecord(await openText(text, where), where));
}

/**
 * A record as the text of one document, version 1: the same record gives the same bytes.
 *
 * @throws RangeError naming the path of a figure that is no finite number
 */
export function formatRecord(record: RunRecord): string {
  return formatDocument(record);
}

/**
 * Writes a record, whole or not at all: as lines (version 2) where the name ends with `.ndjson` or
 * `.ndjson.gz`, else as one document (version 1).
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeOpenRecord(path, recordInMemory(record));
}
