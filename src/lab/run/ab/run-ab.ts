import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../record/run-record.ts';
import { writeRecord } from '../../record/record-file.ts';
import { usualForm } from '../../record/stored/record-form.ts';
import { cleanStaleGroups } from '../../sandbox/limits/cgroup/clean-stale-groups.ts';
import { buildRecord } from '../result/build-record.ts';
import { Journal } from '../journal/journal.ts';
import { prepareTargets } from '../prepare-targets.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import {
  makeRunFolder,
  refuseUnfinished,
  removeOtherRecords,
  requireHarmlessRun,
  type RunFolder,
  runFolder,
} from '../journal/run-folder.ts';
import type { RunHeader } from '../journal/run-header.ts';
import { lockFolder } from '../journal/run-lock.ts';
import type { RunProgress } from '../run-progress.ts';
import { type AbSettings, loadAbHeaders } from './ab-headers.ts';
import type { AbSides } from './ab-side.ts';
import { executeAb } from './execute-ab.ts';
import { abArms, type AbArm, planAb } from './plan-ab.ts';

/** What `runAb` is told. */
export interface AbOptions extends AbSettings {
  readonly sides: AbSides;
  /** Folder for the records, one below it for each arm. */
  readonly outFolder: string;
  /** Replace records in that folder that are none. */
  readonly isForced: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

/** The record of each arm, and where they stand. */
export interface AbResult {
  readonly records: Readonly<Record<AbArm, RunRecord>>;
  readonly folder: string;
  /** `false` when it was interrupted: what had been measured is in the records. */
  readonly isComplete: boolean;
}

/**
 * Measures two sides against each other on this machine, each twice, in turns: every comparison
 * carries its own A/A control. Every result is on disk before the next process starts.
 *
 * @throws SandboxError `usage` or `config` for what is wrong with a side, `output` when results cannot
 *   be written
 */
export async function runAb(options: AbOptions): Promise<AbResult> {
  const { sides, signal, onProgress, outFolder } = options;
  const sentences = await cleanStaleGroups();
  if (sentences.length > 0) onProgress({ kind: 'cleaned', sentences });
  const { arms, shared } = await loadAbHeaders(sides, options);
  await prepareTargets([...shared.base, ...shared.head], signal);
  const seed = arms['base-1'].configuration.seed;
  const plan = planAb(shared.base, shared.head, options.rounds, seed);
  const { path } = await makeRunFolder(outFolder);
  const unlock = lockFolder(path);
  const opened: OpenArm[] = [];
  try {
    for (const arm of abArms) {
      refuseUnfinished(runFolder(join(path, arm)));
      await requireHarmlessRun(runFolder(join(path, arm)), options.isForced);
    }
    for (const arm of abArms) opened.push(await openArm(arm, arms[arm], path));
    const journals = new Map(opened.map(({ arm, journal }) => [arm, journal]));
    const results = await executeAb({ plan, arms, sides, journals, signal, onProgress });
    const isComplete = results.length === plan.length;
    const finishedAt = new Date().toISOString();
    const ofArm = async (arm: AbArm): Promise<RunRecord> => {
      const own = results.flatMap((one) => (one.arms.includes(arm) ? [one.result] : []));
      return await finishArm(arms[arm], own, folderOf(opened, arm), { finishedAt, isComplete });
    };
    const [a1, a2, b1, b2] = abArms;
    const records = {
      [a1]: await ofArm(a1),
      [a2]: await ofArm(a2),
      [b1]: await ofArm(b1),
      [b2]: await ofArm(b2),
    };
    return { records, folder: path, isComplete };
  } finally {
    for (const { journal } of opened) journal.close();
    unlock();
  }
}

interface OpenArm {
  readonly arm: AbArm;
  readonly folder: RunFolder;
  readonly journal: Journal;
}

async function openArm(arm: AbArm, header: RunHeader, path: string): Promise<OpenArm> {
  const folder = await makeRunFolder(join(path, arm));
  return { arm, folder, journal: Journal.create(folder.journal, header) };
}

function folderOf(opened: readonly OpenArm[], wanted: AbArm): RunFolder | undefined {
  return opened.find(({ arm }) => arm === wanted)?.folder;
}

async function finishArm(
  header: RunHeader,
  results: readonly ProcessResult[],
  folder: RunFolder | undefined,
  ending: { readonly finishedAt: string; readonly isComplete: boolean },
): Promise<RunRecord> {
  const record = buildRecord(header, results, ending);
  if (folder === undefined) return record;
  const written = runFolder(folder.path, usualForm(record.cells.length));
  await writeRecord(written.record, record);
  removeOtherRecords(written);
  if (ending.isComplete) rmSync(folder.journal, { force: true });
  return record;
}
