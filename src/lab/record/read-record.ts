import { parseRecord } from './parse-record.ts';
import { readInputFile } from './read-input-file.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Reads a record from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readRecord(path: string): Promise<RunRecord> {
  return await parseRecord(readInputFile(path), path);
}
