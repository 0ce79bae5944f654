import { randomBytes } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { access, constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileErrorCode } from '../errors/file-error.ts';
import { makeFolder } from '../make-folder.ts';

/** What goes into a file: at once, or in pieces, which are made anew each time that they are asked for. */
export type FileContent = string | Uint8Array | (() => AsyncIterable<Uint8Array>);

/**
 * Puts a whole file in the place of another, or of nothing: a temporary file beside it, fsync, rename,
 * fsync of the folder. It has the mode and the owner of the file before it; where those cannot be given,
 * or the file has a second name, the content of the old file is overwritten instead.
 *
 * @param before the file that stands there, `null` for a new one
 */
export async function replaceFile(
  path: string,
  content: FileContent,
  before: BigIntStats | null,
): Promise<void> {
  if (before !== null) await access(path, constants.W_OK);
  if (before !== null && before.nlink > 1n) {
    await overwriteFile(path, content);
    return;
  }
  try {
    await renameOver(path, content, before);
  } catch (error) {
    if (before === null || !isRefusedByFolder(error)) throw error;
    await overwriteFile(path, content);
  }
}

/** Codes with which a folder, not the file in it, refuses: not ours, read-only, or a mounted file. */
function isRefusedByFolder(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EBUSY', 'EXDEV', 'EROFS'].includes(fileErrorCode(error));
}

async function renameOver(
  path: string,
  content: FileContent,
  before: BigIntStats | null,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.mapswell-${randomBytes(6).toString('hex')}.tmp`);
  await makeFolder(folder);
  try {
    await writeNew(temporary, content, before);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

async function writeNew(
  path: string,
  content: FileContent,
  before: BigIntStats | null,
): Promise<void> {
  // What replaces a private file is private from its first byte on.
  const file = await open(path, 'wx', before === null ? 0o666 : 0o600);
  try {
    if (before !== null) await takeOver(file, before);
    if (typeof content !== 'function') await file.writeFile(content);
    else for await (const piece of content()) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function takeOver(file: FileHandle, before: BigIntStats): Promise<void> {
  const own = await file.stat({ bigint: true });
  if (own.uid !== before.uid || own.gid !== before.gid)
    await file.chown(Number(before.uid), Number(before.gid));
  await file.chmod(Number(before.mode & 0o7777n));
}

/** Not at once: when it fails, the old content is written back. Both are held until then. */
async function overwriteFile(path: string, content: FileContent): Promise<void> {
  const whole = await wholeOf(content);
  const file = await open(path, 'r+');
  try {
    const old = await file.readFile();
    try {
      await fill(file, whole);
    } catch (error) {
      await fill(file, old).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function wholeOf(content: FileContent): Promise<Uint8Array> {
  if (typeof content !== 'function') return Buffer.from(content);
  const pieces: Uint8Array[] = [];
  for await (const piece of content()) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function fill(file: FileHandle, content: Uint8Array): Promise<void> {
  let written = 0;
  while (written < content.length) {
    const { bytesWritten } = await file.write(content, written, content.length - written, written);
    written += bytesWritten;
  }
  await file.truncate(content.length);
  await file.sync();
}

// A rename is durable only once its folder is; some file systems and rights refuse to sync a folder,
// and there the rename is as durable as they make it.
async function syncFolder(folder: string): Promise<void> {
  const refusals = ['EACCES', 'EINVAL', 'EISDIR', 'EPERM', 'ENOTSUP'];
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!refusals.includes(fileErrorCode(error))) throw error;
  }
}
