import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { type JournalContent, readJournal } from '../journal/read-journal.ts';
import { runFolder } from '../journal/run-folder.ts';
import type { ShardHeader } from './shard-header.ts';

/** What one attempt at a shard left. */
export interface ShardAttempt extends JournalContent {
  readonly shard: ShardHeader;
  /** Its folder, as messages name it. */
  readonly path: string;
}

/** Attempts lie in `DIR`, `DIR/<shard>` or `DIR/<shard>/<attempt>`. */
const deepestFolder = 3;

/**
 * Every attempt at a shard in these folders and in the folders in them, links left out.
 *
 * @throws SandboxError `invalid` for a folder without one, for a run that is no shard, and for a file
 *   that was changed; `input` for a folder that cannot be read and a damaged line
 */
export async function readShards(folders: readonly string[]): Promise<readonly ShardAttempt[]> {
  const paths = folders.flatMap((folder) => {
    const found = attemptFolders(folder, deepestFolder);
    if (found.length === 0)
      throw new SandboxError(
        'invalid',
        `expected shards in ${folder}, found none: no shard.ndjson and no journal.ndjson in it`,
      );
    return found;
  });
  return await Promise.all([...new Set(paths)].map(readShard));
}

function attemptFolders(folder: string, depth: number): readonly string[] {
  const entries = listFolder(folder);
  const isAttempt = entries.some(({ name }) => ['shard.ndjson', 'journal.ndjson'].includes(name));
  if (isAttempt) return [folder];
  if (depth === 0) return [];
  return entries
    .map(({ name }) => join(folder, name))
    .filter((path) => lstatSync(path).isDirectory())
    .toSorted()
    .flatMap((path) => attemptFolders(path, depth - 1));
}

async function readShard(path: string): Promise<ShardAttempt> {
  const { shard: whole, journal } = runFolder(path);
  const content = await readJournal(existsSync(whole) ? whole : journal);
  const { shard } = content.header;
  if (shard === undefined)
    throw new SandboxError(
      'invalid',
      `${path} holds a whole run: expected a shard, made by mapswell run --shard i/n`,
    );
  return { ...content, shard, path };
}
