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
    return await finishRun(run, results, results.length === plan.length);
  } catch (error) {
    throw tellingOfResume(error, run.folder);
  } finally {
    run.journal.close();
    run.unlock();
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

async function finishRun(
  run: StartedRun,
  results: readonly ProcessResult[],
  isComplete: boolean,
): Promise<RunResult> {
  const { folder, header } = run;
  const finishedAt = new Date().toISOString();
  const record = buildRecord(header, results, { finishedAt, isComplete });
  await writeRecord(folder.record, record);
  await writeFileAtomically(folder.resultsCsv, resultsCsv(record));
  await writeFileAtomically(folder.growthEventsCsv, growthEventsCsv(record));
  if (isComplete) rmSync(folder.journal, { force: true });
  linkLatest(folder, run.reportsFolder);
  return { record, folder };
}
