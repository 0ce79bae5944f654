import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileErrorReason } from '../../../base/primitives/file-error.ts';
import { makeFolder } from '../../../base/primitives/make-folder.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';

/** The files of one run in its folder. The journal is there exactly while the run is unfinished. */
export interface RunFolder {
  readonly path: string;
  readonly journal: string;
  readonly record: string;
  readonly resultsCsv: string;
  readonly growthEventsCsv: string;
}

/** The files of a run in this folder, whether or not they exist. */
export function runFolder(path: string): RunFolder {
  return {
    path,
    journal: join(path, 'journal.ndjson'),
    record: join(path, 'record.json'),
    resultsCsv: join(path, 'results.csv'),
    growthEventsCsv: join(path, 'growth-events.csv'),
  };
}

/** Makes the folder of a run. @throws SandboxError `output` naming it */
export async function makeRunFolder(path: string): Promise<RunFolder> {
  await makeFolder(path).catch((error: unknown) => {
    throw new SandboxError(
      'output',
      `cannot make the output folder ${path}: ${fileErrorReason(error)}`,
      { cause: error },
    );
  });
  return runFolder(path);
}

/**
 * The newest run below the folder of reports that has not finished.
 *
 * @throws SandboxError `usage` where there is none
 */
export function findUnfinishedRun(reportsFolder: string): RunFolder {
  const names = existsSync(reportsFolder) ? readdirSync(reportsFolder).toSorted().toReversed() : [];
  const found = names
    .filter((name) => name !== 'latest')
    .map((name) => runFolder(join(reportsFolder, name)))
    .find((folder) => existsSync(folder.journal));
  if (found === undefined)
    throw new SandboxError('usage', `--resume: no unfinished run in ${reportsFolder}`);
  return found;
}

/** Points `latest` beside the folder at it. Best effort: it is a convenience, not a result. */
export function linkLatest(folder: RunFolder): void {
  const link = join(dirname(folder.path), 'latest');
  try {
    rmSync(link, { force: true });
    symlinkSync(basename(folder.path), link);
  } catch {
    // A file system without links, or a folder of that name: the run's own folder was printed.
  }
}
