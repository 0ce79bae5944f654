import { createHash } from 'node:crypto';
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { collectBetweenParts } from '../../../base/primitives/collect-garbage.ts';
import type { FilePlace, OpenFiles } from '../../../base/primitives/input/open-files.ts';
import { listFolder } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import { type JournalContent, scanJournal } from '../journal/read-journal.ts';
import { runFolder } from '../journal/run-folder.ts';
import { ResultsInFile } from '../journal/results-in-file.ts';
import type { ShardHeader } from './shard-header.ts';

/** What one attempt at a shard left. Its results may be read each time that one is asked for. */
export interface ShardAttempt extends JournalContent {
  readonly shard: ShardHeader;
  /** Of the count of an exact process, without reading it; `null` where it counted nothing. */
  readonly digestOf: (key: string) => string | null;
  /** Milliseconds that all its processes took; a yardstick says not how long, and is the same for all. */
  readonly wallMs: number;
  /** Its folder, as messages name it. */
  readonly path: string;
}

/** Attempts lie in `DIR`, `DIR/<shard>` or `DIR/<shard>/<attempt>`. */
const deepestFolder = 3;

/**
 * Every attempt at a shard in these folders and in the folders in them, links left out.
 *
 * @param files from which results are read when they are asked for
 * @throws SandboxError `invalid` for a folder without one, for a run that is no shard, and for a file
 *   that was changed; `input` for a folder that cannot be read and a damaged line
 */
export async function readShards(
  folders: readonly string[],
  files: OpenFiles,
): Promise<readonly ShardAttempt[]> {
  const paths = folders.flatMap((folder) => {
    const found = attemptFolders(folder, deepestFolder);
    if (found.length === 0)
      throw new SandboxError(
        'invalid',
        `expected shards in ${folder}, found none: no shard.ndjson and no journal.ndjson in it`,
      );
    return found;
  });
  const attempts: ShardAttempt[] = [];
  const lists: CellLists = new Map();
  // One after the other: together they would hold as many results as there are files.
  for (const path of new Set(paths)) attempts.push(await readShard(path, files, lists));
  return attempts;
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

/** By their sum: the cells of a run stand in every one of its shards, and are held once. */
type CellLists = Map<string, readonly Cell[]>;

function shared(cells: readonly Cell[], lists: CellLists): readonly Cell[] {
  const sum = createHash('sha256').update(JSON.stringify(cells)).digest('hex');
  const known = lists.get(sum) ?? cells;
  lists.set(sum, known);
  return known;
}

async function readShard(path: string, files: OpenFiles, lists: CellLists): Promise<ShardAttempt> {
  const { shard: whole, journal } = runFolder(path);
  const file = existsSync(whole) ? whole : journal;
  const places = new Map<string, FilePlace>();
  const counted = new Map<string, string | null>();
  const walls = new Map<string, number>();
  const tidy = collectBetweenParts();
  const content = await scanJournal(file, (key, result, place) => {
    tidy();
    places.set(key, place);
    walls.set(key, wallMsOf(result));
    if (result.kind === 'exact') counted.set(key, countDigest(result));
  });
  const header = { ...content.header, cells: shared(content.header.cells, lists) };
  const { shard } = header;
  if (shard === undefined)
    throw new SandboxError(
      'invalid',
      `${path} holds a whole run: expected a shard, made by mapswell run --shard i/n`,
    );
  return {
    ...content,
    header,
    shard,
    path,
    results: new ResultsInFile(file, places, files),
    digestOf: (key) => counted.get(key) ?? null,
    wallMs: [...walls.values()].reduce((sum, ms) => sum + ms, 0),
  };
}

export function wallMsOf(result: ProcessResult): number {
  return result.kind === 'yardstick' ? 0 : result.run.usage.wallMs;
}

export function countDigest(result: ProcessResult): string | null {
  return result.kind === 'exact' ? (result.run.counts?.digest ?? null) : null;
}
