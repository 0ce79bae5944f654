import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileErrorCode } from './errors/file-error.ts';

/**
 * Makes a folder and what is missing above it. Not `mkdir` with `recursive`: on Node 20 that never
 * returns where a folder says ENOENT to its child, as /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  try {
    await mkdir(folder);
  } catch (error) {
    if (fileErrorCode(error) === 'EEXIST' && (await isFolder(folder))) return;
    if (fileErrorCode(error) !== 'ENOENT' || (await isFolder(dirname(folder)))) throw error;
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
