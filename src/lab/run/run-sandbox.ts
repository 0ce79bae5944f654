import { existsSync, rmSync } from 'node:fs';
import { growthEventsCsv } from '../record/csv/growth-events-csv.ts';
import { resultsCsv } from '../record/csv/results-csv.ts';
import type { RunRecord } from '../record/run-record.ts';
import { writeRecord } from '../record/write-record.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { cleanStaleGroups } from '../sandbox/limits/cgroup/clean-stale-groups.ts';
import { buildRecord } from './build-record.ts';
import { exactLanes, machineRoom } from './exact-lanes.ts';
import { executePlan } from './execute-plan.ts';
import { processKey } from './planned-process.ts';
import { planRun } from './plan-run.ts';
import { prepareTargets } from './prepare-targets.ts';
import type { ProcessResult } from './journal/process-result.ts';
import { linkLatest, type RunFolder } from './journal/run-folder.ts';
import type { RunOptions } from './run-options.ts';
import { type StartedRun, startRun } from './start-run.ts';

/** The result of a run and where it stands. */
export interface RunResult {
  readonly record: RunRecord;
  readonly folder: RunFolder;
}

/**
 * Runs scenarios in the sandbox and writes their record and CSV files.
 *
 * Each cell runs in fresh child processes inside its limits, two that count exactly and `rounds`
 * that are timed. Every result is on disk before another process starts in its place; an aborted run
 * returns what it has, and its journal stays for `resume`.
 *
 * @throws SandboxError `usage` or `config` for what is wrong with the options, the configuration or
 * a scenario, `output` when results cannot be written
 */
export async function runSandbox(options: RunOptions = {}): Promise<RunResult> {
  const onProgress = options.onProgress ?? (() => undefined);
  const sentences = await cleanStaleGroups();
  if (sentences.length > 0) onProgress({ kind: 'cleaned', sentences });
  const run = await startRun(options);
  try {
    const { header } = run;
    await prepareTargets(header.cells, options.signal);
    const plan = planRun(header.cells, header.configuration.seed);
    const isLeft = plan.some((planned) => !run.resumed.has(processKey(planned)));
    const resumedAt = new Date().toISOString();
    if (isLeft && run.partsBefore.length > 0)
      run.journal.append({ event: 'resumed', at: resumedAt });
    const results = await executePlan({
      plan,
      context: {
        cells: new Map(header.cells.map((cell) => [cell.id, cell])),
        limits: header.configuration.limits,
        seed: header.configuration.seed,
        signal: options.signal ?? new AbortController().signal,
      },
      journal: run.journal,
      resumed: run.resumed,
      exactLanes: exactLanes(header.cells, await machineRoom()),
      onProgress,
    });
    run.journal.requireInPlace();
    return await finishRun(run, results, {
      ...timesOf(run, isLeft ? resumedAt : null),
      isComplete: results.length === plan.length,
    });
  } catch (error) {
    throw tellingOfResume(error, run.folder);
  } finally {
    const place = run.journal.folderNow();
    run.journal.close();
    run.unlock(place);
  }
}

/** What has been measured waits in the journal: a disk that is full costs no time but that of a process. */
function tellingOfResume(error: unknown, { path, journal }: RunFolder): unknown {
  if (!(error instanceof SandboxError) || error.code !== 'output' || !existsSync(journal))
    return error;
  return new SandboxError(
    'output',
    `${error.message}; after fixing this, go on with mapswell run --resume --out ${path}`,
    { cause: error },
  );
}

/** The end of a run and, where it was resumed, its parts. @param resumedAt `null` where nothing was left to do */
function timesOf(
  { header, partsBefore }: StartedRun,
  resumedAt: string | null,
): Pick<RunRecord, 'finishedAt' | 'parts'> {
  const finishedAt = new Date().toISOString();
  if (partsBefore.length === 0) return { finishedAt };
  const parts =
    resumedAt === null ? partsBefore : [...partsBefore, { startedAt: resumedAt, finishedAt }];
  const end = parts.at(-1)?.finishedAt ?? header.startedAt;
  return parts.length === 1 ? { finishedAt: end } : { finishedAt: end, parts };
}

async function finishRun(
  run: StartedRun,
  results: readonly ProcessResult[],
  ending: Pick<RunRecord, 'finishedAt' | 'isComplete' | 'parts'>,
): Promise<RunResult> {
  const { folder, header } = run;
  const record = buildRecord(header, results, ending);
  await writeRecord(folder.record, record);
  await writeFileAtomically(folder.resultsCsv, resultsCsv(record));
  await writeFileAtomically(folder.growthEventsCsv, growthEventsCsv(record));
  if (ending.isComplete) rmSync(folder.journal, { force: true });
  linkLatest(folder, run.reportsFolder);
  return { record, folder };
}
