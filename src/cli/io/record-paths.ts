import { existsSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../../base/primitives/input/read-input.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import { formOf } from '../../lab/record/stored/record-form.ts';

/**
 * Every record in a folder and in the folders of runs in it, through links, each once; pipes and links
 * that lead nowhere are left out.
 *
 * @throws SandboxError `input` naming the folder that cannot be read
 */
export function recordPaths(folder: string): readonly string[] {
  const entries = listFolder(folder).map(({ name }) => {
    const path = join(folder, name);
    return { name, path, stats: statOrNull(path) };
  });
  const files = entries
    .filter(({ name, stats }) => stats?.isFile() === true && isRecordName(name))
    .map(({ path }) => path);
  const runs = entries
    .filter(({ stats }) => stats?.isDirectory() === true)
    .map(({ path }) => recordFileOf(path))
    .filter((path) => isRecordName(path) && existsSync(path));
  // `latest` is a link to one of the others.
  return [...new Map([...files, ...runs].map((path) => [realpathSync(path), path])).values()];
}

function isRecordName(name: string): boolean {
  return name.endsWith('.json') || (formOf(name) !== 'json' && !name.endsWith('shard.ndjson'));
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
