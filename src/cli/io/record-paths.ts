import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../../base/primitives/input/read-input.ts';

/**
 * Every record in a folder and in the folders of runs in it; links and pipes are left out.
 *
 * @throws SandboxError `input` naming the folder that cannot be read
 */
export function recordPaths(folder: string): readonly string[] {
  const entries = listFolder(folder);
  return [
    ...entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ name }) => join(folder, name)),
    ...entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name, 'record.json'))
      .filter((path) => existsSync(path)),
  ];
}
