import { readFile } from 'node:fs/promises';
import { SandboxError } from '../primitives/sandbox-error.ts';
import { parseRecord } from './parse-record.ts';
import type { RunRecord } from './run-record.ts';

/**
 * Reads a record from a file.
 *
 * @throws {SandboxError} `input` naming the file, what is wrong with it, and where
 */
export async function readRecord(path: string): Promise<RunRecord> {
  return await parseRecord(await textOf(path), path);
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder; give the record.json inside it',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  ERR_STRING_TOO_LONG: 'it is too large for a record',
  ERR_FS_FILE_TOO_LARGE: 'it is too large for a record',
};

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    throw new SandboxError('input', `cannot read ${path}: ${reason}`, { cause: error });
  }
}
