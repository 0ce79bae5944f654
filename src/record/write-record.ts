import { SandboxError } from '../primitives/sandbox-error.ts';
import { writeFileAtomically } from '../primitives/write-file-atomically.ts';
import { formatRecord } from './format-record.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Writes a record, whole or not at all.
 *
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeRecord(path: string, record: RunRecord): Promise<void> {
  await writeFileAtomically(path, textOf(record));
}

function textOf(record: RunRecord): string {
  try {
    return formatRecord(record);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SandboxError('internal', `the record is not fit to be written: ${message}`, {
      cause: error,
    });
  }
}
