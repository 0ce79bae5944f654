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
    await mkdirUnlessThere(folder);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
    // Somebody else may have made what was missing meanwhile. With it, the folder can be made, or it never can.
    await makeFolder(dirname(folder));
    await mkdirUnlessThere(folder);
  }
}

async function mkdirUnlessThere(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
