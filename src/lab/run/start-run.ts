import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Cell } from '../config/cell.ts';
import { loadConfig } from '../config/load-config.ts';
import type { FilePlace } from '../../base/primitives/input/open-files.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { defined } from '../../base/primitives/defined.ts';
import { kernelFile } from '../../maps/reference/kernel/kernel.ts';
import type { RunPart, RunRecord } from '../record/run-record.ts';
import type { Environment } from '../record/environment.ts';
import type { ProcessOrigin } from '../sandbox/machine/process-origin.ts';
import { collectEnvironment } from '../record/collect-environment.ts';
import { arenaLimitBytes } from './plan/arena-limit.ts';
import { plannedCells, runConfiguration } from './plan/planned-cells.ts';
import { checkCounted } from './result/check-counted.ts';
import { checkNodeArguments } from './checks/check-node-arguments.ts';
import { checkModules } from './checks/check-modules.ts';
import { checkRunOptions } from './checks/check-run-options.ts';
import { Journal } from './journal/journal.ts';
import { readRunHeader, scanJournal } from './journal/read-journal.ts';
import {
  findUnfinishedRun,
  makeRunFolder,
  refuseShard,
  refuseUnfinished,
  requireHarmlessRun,
  type RunFolder,
  runFolder,
} from './journal/run-folder.ts';
import type { RunHeader } from './journal/run-header.ts';
import { type GiveBack, lockFolder } from './journal/run-lock.ts';
import type { RunOptions } from './run-options.ts';
import { cellCosts } from './shards/cell-costs.ts';
import { planDigest, planInputs } from './shards/plan-digest.ts';
import type { Shard } from '../../base/primitives/shards/shard.ts';

/** A run that is ready to execute: its folder is locked and its journal open. */
export interface StartedRun {
  readonly header: RunHeader;
  readonly folder: RunFolder;
  readonly reportsFolder: string;
  readonly journal: Journal;
  /** Where results stand in the journal that it has from before, by key. */
  readonly resumed: ReadonlyMap<string, FilePlace>;
  /** When it went on before; empty for a new run. */
  readonly partsBefore: readonly RunPart[];
  readonly unlock: GiveBack;
}

/** Which part of a run is wanted, and what balances the parts. */
export interface Sharding {
  readonly shard: Shard;
  /** An earlier run, whose times balance the parts. @default the operations of the cells do */
  readonly durations?: RunRecord;
  /** The parts are generators, which share every process from then on. Milliseconds since 1970. */
  readonly startAtMs?: number;
}

/** Starts a new run, or goes on with an unfinished one. */
export async function startRun(given: RunOptions, sharding?: Sharding): Promise<StartedRun> {
  const options = checkRunOptions(given);
  const base = resolve(options.folder ?? '.');
  const config = await loadConfig(base, options.configFile);
  if (options.resume === true) {
    const folder =
      options.outFolder === undefined
        ? findUnfinishedRun(config.reportsFolder)
        : runFolder(resolve(base, options.outFolder));
    return resumeRun(folder, config.reportsFolder);
  }
  const cells = await plannedCells(options, base, config);
  for (const cell of cells) {
    if (cell.target === 'reference') arenaLimitBytes(cell);
    checkCounted(cell);
  }
  if (sharding?.startAtMs !== undefined) requireShared(cells);
  await checkNodeArguments(cells, options.nodeArguments);
  await checkModules(cells);
  const startedAt = new Date().toISOString();
  const name = `${startedAt.slice(0, 19).replaceAll(':', '-')}Z`;
  const header: RunHeader = {
    kind: 'mapswell-journal',
    version: 1,
    id: `${name}-${randomBytes(3).toString('hex')}`,
    startedAt,
    environment: collectEnvironment(),
    configuration: runConfiguration(options, config),
    cells,
  };
  const part =
    sharding === undefined ? '' : `-shard-${sharding.shard.index}-of-${sharding.shard.count}`;
  const path = resolve(base, options.outFolder ?? join(config.reportsFolder, `${name}${part}`));
  return await newRun(
    withShard(header, sharding),
    path,
    config.reportsFolder,
    options.force === true,
  );
}

/** Only the load of a service that runs already can come from many machines. */
function requireShared(cells: readonly Cell[]): void {
  for (const { id, target, http, rate } of cells) {
    const missing =
      target !== 'http'
        ? `the target ${target}`
        : http?.url === undefined
          ? 'no http.url'
          : rate === undefined
            ? 'no rate'
            : null;
    if (missing === null) continue;
    throw new SandboxError(
      'usage',
      `--generator shares the requests to a service that runs already: expected cells with the target http, http.url and a rate, got ${id} with ${missing}`,
    );
  }
}

function withShard(header: RunHeader, sharding?: Sharding): RunHeader {
  if (sharding === undefined) return header;
  const { shard, durations, startAtMs } = sharding;
  const costs = durations === undefined ? undefined : cellCosts(durations);
  const kernel = createHash('sha256').update(readFileSync(kernelFile)).digest('hex');
  const part = { ...shard, kernel, digest: '', ...defined({ costs, startAtMs }) };
  return { ...header, shard: { ...part, digest: planDigest(planInputs(header, part)) } };
}

async function newRun(
  header: RunHeader,
  path: string,
  reportsFolder: string,
  isForced: boolean,
): Promise<StartedRun> {
  const folder = await makeRunFolder(path);
  const unlock = lockFolder(path);
  try {
    refuseUnfinished(folder);
    refuseShard(folder);
    await requireHarmlessRun(folder, isForced);
    const journal = Journal.create(folder.journal, header);
    return { header, folder, reportsFolder, journal, resumed: new Map(), partsBefore: [], unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function resumeRun(folder: RunFolder, reportsFolder: string): Promise<StartedRun> {
  refuseOtherMachine(await readRunHeader(folder.journal), folder);
  const unlock = lockFolder(folder.path);
  try {
    // Read under the lock: whoever held the folder until now may have written more.
    const resumed = new Map<string, FilePlace>();
    const { header, parts, wholeBytes } = await scanJournal(folder.journal, (key, _, place) =>
      resumed.set(key, place),
    );
    const journal = Journal.reopen(folder.journal, wholeBytes);
    return { header, folder, reportsFolder, journal, resumed, partsBefore: parts, unlock };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Rounds of two machines in one record would be one sample of two populations. */
function refuseOtherMachine({ environment: there }: RunHeader, folder: RunFolder): void {
  const here = collectEnvironment();
  const differing = [...differencesOf(there, here), ...otherHost(there.origin, here.origin)];
  if (differing.length === 0) return;
  throw new SandboxError(
    'invalid',
    `cannot resume ${folder.path}: the environment is another one (${differing.join('; ')})`,
  );
}

function differencesOf(there: Environment, here: Environment): readonly string[] {
  return Object.entries(here)
    .filter(([key, value]) => key !== 'origin' && Reflect.get(there, key) !== value)
    .map(([key, value]) => `${key} ${String(Reflect.get(there, key))} then, ${String(value)} now`);
}

/** A container that is made anew has another name, a machine that was started again another boot id. */
function otherHost(there?: ProcessOrigin, here?: ProcessOrigin): readonly string[] {
  if (there === undefined || here === undefined) return [];
  const isSame =
    there.host === here.host || (there.bootId !== null && there.bootId === here.bootId);
  return isSame ? [] : [`host ${there.host} then, ${here.host} now`];
}
