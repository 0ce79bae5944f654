import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConfig } from '../../config/load-config.ts';
import { readRecord } from '../../record/record-file.ts';
import {
  findWithoutReport,
  hasUnfinishedRun,
  runFolder,
  withRecord,
} from '../journal/run-folder.ts';
import type { RunOptions } from '../run-options.ts';
import type { RunResult } from '../run-sandbox.ts';

/**
 * The run that is to be resumed, where nothing is left of it to measure: it was ended after its record
 * had been written and before its report. `null` where there is an unfinished run, or none at all.
 *
 * @throws SandboxError `config` for a broken configuration, `input` for a broken record
 */
export async function finishedRun(
  options: Pick<RunOptions, 'folder' | 'configFile' | 'outFolder'>,
): Promise<RunResult | null> {
  const base = resolve(options.folder ?? '.');
  const { outFolder } = options;
  if (outFolder === undefined) {
    const { reportsFolder } = await loadConfig(base, options.configFile);
    if (hasUnfinishedRun(reportsFolder)) return null;
    const folder = findWithoutReport(reportsFolder);
    return folder === null ? null : await resultIn(folder);
  }
  const folder = withRecord(runFolder(resolve(base, outFolder)));
  if (existsSync(folder.journal) || !existsSync(folder.record)) return null;
  return await resultIn(folder);
}

async function resultIn(folder: RunResult['folder']): Promise<RunResult | null> {
  const record = await readRecord(folder.record);
  return record.isComplete ? { kind: 'run', record, folder } : null;
}
