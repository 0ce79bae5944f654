import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import { loadConfig } from '../../config/load-config.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { checkRunOptions } from '../checks/check-run-options.ts';
import { plannedCells, runConfiguration } from '../plan/planned-cells.ts';
import { planRun } from '../plan/plan-run.ts';
import type { RunOptions } from '../run-options.ts';
import { assignShards, unitsOf } from '../shards/assign-shards.ts';
import { cellCosts } from '../shards/cell-costs.ts';
import { largestOverMean } from '../shards/merge-shards.ts';
import type { Engine, EngineName } from './engine.ts';
import { engines } from './engines.ts';
import type { EngineOption, EngineOptions, JobResources, ShardJob } from './shard-job.ts';

/** What is to be handed to an engine. */
export interface SubmissionRequest extends Pick<
  ShardJob,
  'shards' | 'mapswell' | 'runArguments' | 'project' | 'folder' | 'minutes'
> {
  readonly engine: EngineName;
  readonly options: EngineOptions;
  /** What `run` will be told, which decides the cells. */
  readonly run: RunOptions;
  readonly durations?: RunRecord;
}

/** Files for an engine, and what is to be known of the parts. */
export interface Submission {
  readonly engine: Engine;
  readonly files: ReadonlyMap<string, string>;
  readonly shards: number;
  /** Rounds and counts, which are never split. */
  readonly units: number;
  readonly resources: JobResources;
  /** The largest part over the mean, as planned. */
  readonly imbalance: number | null;
}

/** Beside the child with the largest limit: mapswell, the pages it reads and writes, and a margin. */
const besideMib = 512;

/**
 * Plans the parts of a run and writes what an engine needs to run them.
 *
 * @throws SandboxError `usage` for more parts than there is work or the engine takes, and for options of
 *   another engine; whatever is wrong with the configuration and the scenarios as `run` does
 */
export async function planSubmission(request: SubmissionRequest): Promise<Submission> {
  const engine = engines[request.engine];
  requireOptions(engine, request);
  const options = checkRunOptions(request.run);
  const config = await loadConfig(request.project, options.configFile);
  const cells = await plannedCells(options, request.project, config);
  const { seed } = runConfiguration(options, config);
  const plan = planRun(cells, seed);
  const costs = request.durations === undefined ? [] : cellCosts(request.durations);
  const units = unitsOf(plan, cells, costs).length;
  requireShards(request, engine, units);
  const resources = resourcesOf(cells);
  const job: ShardJob = { ...request, ...request.options, resources };
  return {
    engine,
    files: engine.files(job),
    shards: request.shards,
    units,
    resources,
    imbalance: largestOverMean(assignShards(plan, cells, request.shards, costs).loadsMs),
  };
}

function requireOptions(engine: Engine, { engine: name, options }: SubmissionRequest): void {
  for (const needed of engine.needs)
    if (options[needed] === undefined)
      throw new SandboxError('usage', `expected ${flagOf(needed)} with --engine ${name}`);
  for (const [given, value] of Object.entries(options))
    if (value !== undefined && !engine.takes.some((taken) => taken === given))
      throw new SandboxError(
        'usage',
        `expected no ${flagOf(given)} with --engine ${name}, which takes ${list(engine.takes)}`,
      );
}

function list(taken: readonly EngineOption[]): string {
  return taken.length === 0 ? 'none of its kind' : taken.map(flagOf).join(' and ');
}

function flagOf(option: string): string {
  return `--${option === 'atOnce' ? 'at-once' : option}`;
}

/** A part without work would be a machine that is waited for and does nothing. */
function requireShards(
  { shards, engine: name }: SubmissionRequest,
  { mostShards, mostShardsReason }: Engine,
  units: number,
): void {
  if (shards > mostShards)
    throw new SandboxError(
      'usage',
      `expected --shards of at most ${mostShards} with --engine ${name} (${mostShardsReason}), got ${shards}`,
    );
  if (shards > units)
    throw new SandboxError(
      'usage',
      `expected --shards of at most ${units}, the rounds and counts of this run, got ${shards}`,
    );
}

/** The limits of the engine are those that hold: with less, the limits of the cells would be cut. */
function resourcesOf(cells: readonly Cell[]): JobResources {
  const memoryBytes = Math.max(...cells.map(({ limits }) => limits.memoryBytes));
  return {
    memoryMib: Math.ceil(memoryBytes / 2 ** 20) + besideMib,
    cpus: Math.max(...cells.map(({ limits }) => Math.ceil(limits.cpus))),
  };
}
