import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { closeSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The text of a control file without the last newline; `null` where it cannot be read. */
export function readControl(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

/** The whole number in a control file; `null` where there is none, as with `max`. */
export function readCount(path: string): number | null {
  return toCount(readControl(path));
}

/** The number behind a name in a control file of `name value` lines. */
export function readCounter(path: string, name: string): number | null {
  const lines = readControl(path)?.split('\n') ?? [];
  return toCount(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1));
}

/** The processes in a group; empty where it is gone. */
export function readPids(folder: string): readonly number[] {
  const text = readControl(join(folder, 'cgroup.procs'));
  return text === null || text === '' ? [] : text.split('\n').map(Number);
}

/**
 * Writes a control file and gives the code of the error, or `null`. In one call, as the kernel reads
 * each call as a whole value; no file is made where the kernel offers none.
 */
export function writeControl(path: string, value: string): string | null {
  try {
    const descriptor = openSync(path, 'w');
    try {
      writeSync(descriptor, value);
    } finally {
      closeSync(descriptor);
    }
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

export function hasControl(path: string): boolean {
  return existsSync(path);
}

export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Folders directly below one; empty where it is gone. */
export function subfolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}

/** How groups come and go. A recorded tree, having no kernel behind it, brings its own. */
export interface FolderActions {
  readonly make: (folder: string) => void;
  readonly remove: (folder: string) => void;
}

export const kernelFolders: FolderActions = { make: mkdirSync, remove: rmdirSync };

/**
 * Removes a group and those below it. The kernel refuses while a process in it is still on its way
 * out, so asks again for a while. Tells whether it is gone.
 */
export async function removeGroup(
  folder: string,
  actions: FolderActions,
  patienceMs = 2000,
): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (existsSync(folder)) {
    for (const inner of subfolders(folder)) await removeGroup(inner, actions, 100);
    try {
      actions.remove(folder);
    } catch {
      if (Date.now() > deadline) return false;
      await wait(5);
    }
  }
  return true;
}

function toCount(text: string | null | undefined): number | null {
  return text !== undefined && text !== null && /^-?\d+$/.test(text) ? Number(text) : null;
}
