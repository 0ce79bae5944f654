import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SandboxError } from './sandbox-error.ts';

/**
 * Writes a whole file so that a reader sees either the old content or the new one, also after a
 * crash or a power cut: temporary file beside it, fsync, rename, fsync of the folder. Missing
 * folders are made. The file that was there stays as it was when anything fails.
 *
 * @throws {SandboxError} `output`, naming the file and the reason of the operating system.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(
    folder,
    `.${basename(path).slice(0, 200)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    await makeFolder(folder);
    await writeDurably(temporary, content);
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new SandboxError('output', `cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

// `mkdir` with `recursive` never returns on Node 20 where a folder says ENOENT to its child (/proc).
async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && (await isFolder(folder))) return;
    if (codeOf(error) !== 'ENOENT' || (await isFolder(dirname(folder)))) throw error;
    await makeFolder(dirname(folder));
    await makeFolder(folder);
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

// A rename is durable only once its folder is; some file systems refuse to sync a folder, and
// there the rename is as durable as they make it.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!['EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is exceeded',
  EEXIST: 'a part of the path is a file, not a folder',
  EFBIG: 'the file is larger than this system allows',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const known = reasons[code];
  if (known !== undefined) return `${known} (${code})`;
  return error instanceof Error ? error.message : String(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
