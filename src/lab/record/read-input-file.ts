import { readFileSync } from 'node:fs';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

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

/**
 * The text of a file that the user named.
 *
 * @throws {SandboxError} `input` naming the file and why it cannot be read
 */
export function readInputFile(path: string): string {
  try {
    // In one piece: a promise reads and decodes a record in many, at five times the cost.
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
    throw new SandboxError('input', `cannot read ${path}: ${reason}`, { cause: error });
  }
}
