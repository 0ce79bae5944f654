import type { RunRecord } from './run-record.ts';
import { writeDocument } from './write-document.ts';

/**
 * Writes a record, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeDocument(path, record, 'record');
}
