import { existsSync, rmSync } from 'node:fs';
import type { Cell } from '../config/cell.ts';
import { growthEventsCsvPieces } from '../record/csv/growth-events-csv.ts';
import { resultsCsvPieces } from '../record/csv/results-csv.ts';
import type { RunRecord } from '../record/run-record.ts';
import { collectRecord, type OpenRecord, recordInMemory } from '../record/stored/open-record.ts';
import { writeOpenRecord } from '../record/stored/write-record.ts';
import { usualForm } from '../record/stored/record-form.ts';
import { OpenFiles } from '../../base/primitives/input/open-files.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { cleanStaleGroups } from '../sandbox/limits/cgroup/clean-stale-groups.ts';
import { openResults } from './result/build-record.ts';
import { exactLanes, machineRoom } from './exact-lanes.ts';
import { executePlan, type PlannedStep } from './execute-plan.ts';
import { type PlannedProcess, processKey } from './plan/planned-process.ts';
import { planRun } from './plan/plan-run.ts';
import type { ProcessContext } from './run-planned-process.ts';
import { prepareTargets } from './prepare-targets.ts';
import { ResultsInFile } from './journal/results-in-file.ts';
import type { RunHeader } from './journal/run-header.ts';
import { linkLatest, removeOtherRecords, type RunFolder, runFolder } from './journal/run-folder.ts';
import type { RunOptions } from './run-options.ts';
import { generatorStarts } from './shards/generator-starts.ts';
import { assignShards } from './shards/assign-shards.ts';
import type { ShardHeader } from './shards/shard-header.ts';
import { type Sharding, type StartedRun, startRun } from './start-run.ts';

/** The result of a run and where it stands. */
export interface RunResult {
  readonly kind: 'run';
  readonly record: RunRecord;
  readonly folder: RunFolder;
}

/** A part of a run: no record and no verdict, a file to be merged with the other parts. */
export interface ShardResult {
  readonly kind: 'shard';
  readonly shard: ShardHeader;
  readonly folder: RunFolder;
  readonly isComplete: boolean;
  /** Processes of this part that have finished, and that there are. */
  readonly finished: number;
  readonly planned: number;
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
  const result = await runPart(options);
  if (result.kind === 'run') return result;
  throw new SandboxError(
    'usage',
    `${result.folder.path} holds a shard of a run: expected a whole run to resume`,
  );
}

/**
 * Like `runSandbox`, and runs only one part of the processes where that is asked, or where the run that
 * is resumed is a part.
 *
 * @throws SandboxError as `runSandbox` does
 */
export async function runPart(
  options: RunOptions,
  sharding?: Sharding,
): Promise<RunResult | ShardResult> {
  const onProgress = options.onProgress ?? (() => undefined);
  const sentences = await cleanStaleGroups();
  if (sentences.length > 0) onProgress({ kind: 'cleaned', sentences });
  const run = await startRun(options, sharding);
  const files = new OpenFiles();
  try {
    const { header } = run;
    const plan = partOf(planRun(header.cells, header.configuration.seed), header);
    if (header.shard?.startAtMs !== undefined && run.partsBefore.length > 0)
      throw new SandboxError(
        'usage',
        'a generator cannot go on: its moments have passed; start all of them anew with another --start-at',
      );
    await prepareTargets(cellsOf(plan, header.cells), options.signal);
    const isLeft = plan.some(({ planned }) => !run.resumed.has(processKey(planned)));
    const resumedAt = new Date().toISOString();
    if (isLeft && run.partsBefore.length > 0)
      run.journal.append({ event: 'resumed', at: resumedAt });
    const places = await executePlan({
      plan,
      context: {
        cells: new Map(header.cells.map((cell) => [cell.id, cell])),
        limits: header.configuration.limits,
        seed: header.configuration.seed,
        signal: options.signal ?? new AbortController().signal,
        ...generatorOf(plan, header),
      },
      journal: run.journal,
      resumed: run.resumed,
      exactLanes: exactLanes(header.cells, await machineRoom()),
      onProgress,
    });
    run.journal.requireInPlace();
    const isComplete = places.size === plan.length;
    if (header.shard !== undefined) return finishShard(run, header.shard, places.size, plan.length);
    const ending = { ...timesOf(run, isLeft ? resumedAt : null), isComplete };
    const results = new ResultsInFile(run.journal.file, places, files);
    const found = {
      header,
      plan: plan.map(({ planned }) => planned),
      find: (planned: PlannedProcess) => results.get(processKey(planned)) ?? null,
    };
    return await finishRun(run, openResults(found, ending), options.recordAs);
  } catch (error) {
    throw tellingOfResume(error, run.folder);
  } finally {
    files.close();
    const place = run.journal.folderNow();
    run.journal.close();
    run.unlock(place);
  }
}

/** The processes of this part, each with its place in the whole. */
function partOf(
  plan: readonly PlannedProcess[],
  { cells, shard }: RunHeader,
): readonly PlannedStep[] {
  const steps = plan.map((planned, position) => ({ planned, position }));
  if (shard === undefined) return steps;
  // Every generator takes part in every round, beside a service that no yardstick of it says anything of.
  if (shard.startAtMs !== undefined) return steps.filter(({ planned }) => planned.kind === 'timed');
  const { shardOf } = assignShards(plan, cells, shard.count, shard.costs);
  return steps.filter(({ planned }) => shardOf.get(processKey(planned)) === shard.index);
}

/** When this generator sends its share of each process, where the part is one. */
function generatorOf(
  plan: readonly PlannedStep[],
  { cells, shard }: RunHeader,
): Pick<ProcessContext, 'shareAt'> {
  if (shard?.startAtMs === undefined) return {};
  const { index, count } = shard;
  const starts = generatorStarts(plan, cells, shard.startAtMs);
  return {
    shareAt: (position) => ({ index, count, startAtMs: starts.get(position) ?? 0 }),
  };
}

/** Only what is going to run is built and looked for. */
function cellsOf(plan: readonly PlannedStep[], cells: readonly Cell[]): readonly Cell[] {
  const ids = new Set(
    plan.flatMap(({ planned }) => (planned.kind === 'yardstick' ? [] : planned.cellId)),
  );
  return cells.filter(({ id }) => ids.has(id));
}

function finishShard(
  { journal, folder }: StartedRun,
  shard: ShardHeader,
  finished: number,
  planned: number,
): ShardResult {
  const isComplete = finished === planned;
  if (isComplete) journal.seal(finished, folder.shard);
  return { kind: 'shard', shard, folder, isComplete, finished, planned };
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

/** A document is made whole; lines are written a cell at a time. */
async function finishRun(
  run: StartedRun,
  opened: OpenRecord,
  recordAs: RunOptions['recordAs'],
): Promise<RunResult> {
  const form = recordAs ?? usualForm(opened.cellCount);
  const open = form === 'json' ? recordInMemory(await collectRecord(opened)) : opened;
  const folder = runFolder(run.folder.path, form);
  await writeOpenRecord(folder.record, open);
  removeOtherRecords(folder);
  await writeFileAtomically(folder.resultsCsv, () => resultsCsvPieces(open));
  await writeFileAtomically(folder.growthEventsCsv, () => growthEventsCsvPieces(open));
  const record = await collectRecord(open);
  if (record.isComplete) rmSync(folder.journal, { force: true });
  linkLatest(folder, run.reportsFolder);
  return { kind: 'run', record, folder };
}
