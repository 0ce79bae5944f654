import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../base/primitives/sandbox-error.ts';

/**
 * Every record in a folder and in the folders of runs in it.
 *
 * @throws SandboxError `input` naming the folder that cannot be read
 */
export async function recordPaths(folder: string): Promise<readonly string[]> {
  const entries = await listed(folder);
  const runs = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const inRuns = await Promise.all(runs.map(async (run) => ({ run, files: await listed(run) })));
  return [
    ...entries.filter(({ name }) => name.endsWith('.json')).map(({ name }) => join(folder, name)),
    ...inRuns
      .filter(({ files }) => files.some(({ name }) => name === 'record.json'))
      .map(({ run }) => join(run, 'record.json')),
  ];
}

async function listed(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read the folder ${folder}: ${reason}`, {
      cause: error,
    });
  }
}
