import { existsSync, lstatSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { fileErrorReason } from '../../../base/primitives/errors/file-error.ts';
import { fileKinds } from '../../../base/primitives/output/file-kinds.ts';
import { requireHarmless } from '../../../base/primitives/output/require-harmless.ts';
import { type RecordForm, recordForms } from '../../record/stored/record-form.ts';
import { makeFolder } from '../../../base/primitives/make-folder.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** The files of one run in its folder. The journal is there exactly while the run is unfinished. */
export interface RunFolder {
  readonly path: string;
  readonly journal: string;
  /** Instead of a record: what a part of a run leaves, to be merged. */
  readonly shard: string;
  readonly record: string;
  readonly resultsCsv: string;
  readonly growthEventsCsv: string;
  /** Written by whoever renders it, as it takes long and can be made of the record at any time. */
  readonly report: string;
}

/** The file of a record in the folder of a run. */
export function recordIn(path: string, form: RecordForm): string {
  return join(path, `record.${form}`);
}

/** The files of a run in this folder, whether or not they exist. @param form of its record */
export function runFolder(path: string, form: RecordForm = 'json'): RunFolder {
  return {
    path,
    journal: join(path, 'journal.ndjson'),
    shard: join(path, 'shard.ndjson'),
    record: recordIn(path, form),
    resultsCsv: join(path, 'results.csv'),
    growthEventsCsv: join(path, 'growth-events.csv'),
    report: join(path, 'report.html'),
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

/** @throws SandboxError `usage` for a folder with measurements that are in no record yet */
export function refuseUnfinished({ path, journal }: RunFolder): void {
  if (!existsSync(journal)) return;
  throw new SandboxError(
    'usage',
    `${path} holds an unfinished run: go on with it by --resume --out ${path}, or remove ${journal}`,
  );
}

/** @throws SandboxError `usage` for a folder with a part of a run, which may be in no record yet */
export function refuseShard({ path, shard }: RunFolder): void {
  if (!existsSync(shard)) return;
  throw new SandboxError(
    'usage',
    `${path} holds a shard of a run: take another folder for the next attempt, or remove ${shard}`,
  );
}

/**
 * Looks before a run at what it will replace: the results of a run, and nothing else.
 *
 * @throws SandboxError `usage` naming the file that is something else
 */
export async function requireHarmlessRun(folder: RunFolder, isForced: boolean): Promise<void> {
  const files = [
    ...recordForms.map((form) => [recordIn(folder.path, form), fileKinds.record] as const),
    [folder.resultsCsv, fileKinds.resultsTable],
    [folder.growthEventsCsv, fileKinds.growthTable],
  ] as const;
  for (const [path, kind] of files)
    await requireHarmless({ name: 'the output folder', path }, { kind, inputs: [], isForced });
}

/**
 * The newest run below the folder of reports that has not finished.
 *
 * @throws SandboxError `usage` where there is none
 */
export function findUnfinishedRun(reportsFolder: string): RunFolder {
  const found = newestFirst(reportsFolder).find((folder) => existsSync(folder.journal));
  if (found === undefined)
    throw new SandboxError('usage', `--resume: no unfinished run in ${reportsFolder}`);
  return found;
}

export function hasUnfinishedRun(reportsFolder: string): boolean {
  return newestFirst(reportsFolder).some((folder) => existsSync(folder.journal));
}

/** The newest run, if it was ended between its record and its report. */
export function findWithoutReport(reportsFolder: string): RunFolder | null {
  const newest = newestFirst(reportsFolder)
    .map(withRecord)
    .find(({ record }) => existsSync(record));
  return newest === undefined || existsSync(newest.report) ? null : newest;
}

/** The folder of a run with the record that stands in it, whatever its form. */
export function withRecord(folder: RunFolder): RunFolder {
  const form = recordForms.find((one) => existsSync(recordIn(folder.path, one)));
  return runFolder(folder.path, form);
}

/** A run of an earlier day may have left its record in another form: that of this one stands alone. */
export function removeOtherRecords({ path, record }: RunFolder): void {
  for (const form of recordForms)
    if (recordIn(path, form) !== record) rmSync(recordIn(path, form), { force: true });
}

function newestFirst(reportsFolder: string): readonly RunFolder[] {
  const names = existsSync(reportsFolder) ? readdirSync(reportsFolder).toSorted().toReversed() : [];
  return names
    .filter((name) => name !== 'latest')
    .map((name) => runFolder(join(reportsFolder, name)));
}

/**
 * Points `latest` in the folder of reports at a run in it; a run elsewhere leaves no mark beside it.
 * Best effort: it is a convenience, not a result.
 */
export function linkLatest({ path }: RunFolder, reportsFolder: string): void {
  if (dirname(path) !== reportsFolder) return;
  const link = join(reportsFolder, 'latest');
  try {
    const before = lstatSync(link, { throwIfNoEntry: false });
    if (before !== undefined && !before.isSymbolicLink()) return;
    const own = `${link}.${process.pid}`;
    symlinkSync(basename(path), own);
    renameSync(own, link);
  } catch {
    // A file system without links: the run's own folder was printed.
  }
}
