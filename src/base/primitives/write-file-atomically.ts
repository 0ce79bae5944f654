import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileErrorCode, fileErrorReason } from './file-error.ts';
import { makeFolder } from './make-folder.ts';
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
    throw new SandboxError('output', `cannot write ${path}: ${fileErrorReason(error)}`, {
      cause: error,
    });
  }
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
    if (!['EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP'].includes(fileErrorCode(error))) throw error;
  } finally {
    await handle.close();
  }
}
