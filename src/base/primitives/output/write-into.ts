import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileErrorCode } from '../errors/file-error.ts';
import { SandboxError } from '../errors/sandbox-error.ts';
import type { FileContent } from './replace-file.ts';

const patienceMs = 10;

/**
 * Writes into a pipe or a device, and makes nothing beside it. A pipe without a reader is waited for,
 * without holding a thread, so that the process can still be ended.
 */
export async function writeInto(path: string, content: FileContent): Promise<void> {
  const file = await openStream(path, (await stat(path)).isFIFO());
  try {
    const stats = await file.stat();
    if (!stats.isFIFO() && !stats.isCharacterDevice())
      throw new SandboxError('output', `cannot write ${path}: it is no longer a pipe or a device`);
    if (typeof content !== 'function') await writePiece(file, Buffer.from(content));
    else for await (const piece of content()) await writePiece(file, piece);
  } finally {
    await file.close();
  }
}

async function writePiece(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length)
    written += await unlessBusy(() => file.write(bytes, written, bytes.length - written, null));
}

async function openStream(path: string, isPipe: boolean): Promise<FileHandle> {
  for (;;) {
    try {
      return await open(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    } catch (error) {
      // Of a pipe: nobody reads it yet.
      if (!isPipe || fileErrorCode(error) !== 'ENXIO') throw error;
      await wait(patienceMs);
    }
  }
}

/** @returns bytes taken; 0 after a wait where the reader is behind */
async function unlessBusy(write: () => Promise<{ bytesWritten: number }>): Promise<number> {
  try {
    return (await write()).bytesWritten;
  } catch (error) {
    if (fileErrorCode(error) !== 'EAGAIN') throw error;
    await wait(patienceMs);
    return 0;
  }
}
