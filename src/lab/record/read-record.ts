import { parseRecord } from './parse-record.ts';
import { readInputText } from '../../base/primitives/input/read-input.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Reads a record from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readRecord(path: string): Promise<RunRecord> {
  return await parseRecord(readInputText(path), path);
}
