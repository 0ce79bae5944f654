import { createHash } from 'node:crypto';
import type { OpenFiles } from '../../../base/primitives/input/open-files.ts';
import { must } from '../../../base/primitives/must.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { RunRecord, RunShard } from '../../record/run-record.ts';
import type { OpenRecord } from '../../record/stored/open-record.ts';
import type { PlannedProcess } from '../plan/planned-process.ts';
import { type FoundResults, openResults } from '../result/build-record.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import { type MachineKind, machineKinds } from './machine-kinds.ts';
import { mergeGenerators } from './merge-generators.ts';
import { mergeAttempts, type MergedAttempts } from './merge-attempts.ts';
import { type CellOverMachines, machineOf, overMachines } from './over-machines.ts';
import { readShards, type ShardAttempt } from './read-shard.ts';

/** How far apart the shards were, as the largest over the mean; `null` where nothing can be said. */
export interface Imbalance {
  readonly predicted: number | null;
  /** Of the seconds that their processes took. */
  readonly real: number | null;
}

/** One run, put together from its shards. */
export interface OpenMerge extends Pick<MergedAttempts, 'problems' | 'notes' | 'agreeing'> {
  /** Parts of a run, or generators that loaded one service together. */
  readonly parts: 'shards' | 'generators';
  /** One for each kind of machine that gave times, the one with most of them first; counts are in each. */
  readonly records: readonly OpenRecord[];
  readonly shards: number;
  readonly cells: number;
  readonly hosts: number;
  readonly imbalance: Imbalance;
  /** Times of cells that more than one machine ran, with the machine as random effect. */
  readonly overMachines: readonly CellOverMachines[];
}

/**
 * Puts the shards of one run together. Pure but for reading: the same shards give the same records,
 * whatever the order and the names of their folders. Of a run of any size it holds one cell at a time.
 *
 * @param files must stay open for as long as cells are taken from the records
 * @throws SandboxError `invalid` where they are no shards of one run, `input` for what cannot be read
 */
export async function mergeShards(
  folders: readonly string[],
  files: OpenFiles,
): Promise<OpenMerge> {
  return openMerge(await readShards(folders, files));
}

/** Like `mergeShards`, of shards that were looked at. */
export function openMerge(attempts: readonly ShardAttempt[]): OpenMerge {
  const isLoad = attempts[0]?.shard.startAtMs !== undefined;
  const merged = isLoad ? mergeGenerators(attempts) : mergeAttempts(attempts);
  const records = isLoad ? [loadRecord(merged)] : recordsOf(merged);
  const hosts = new Set(merged.chosen.map(machineOf));
  return {
    parts: isLoad ? 'generators' : 'shards',
    problems: merged.problems,
    notes: merged.notes,
    agreeing: merged.agreeing,
    records,
    shards: merged.assignment.count,
    cells: records[0]?.cellCount ?? 0,
    hosts: hosts.size,
    imbalance: imbalanceOf(merged),
    overMachines: overMachines(merged),
  };
}

function recordsOf(merged: MergedAttempts): readonly OpenRecord[] {
  const kinds = machineKinds(merged.chosen);
  return kinds.map((kind) => recordOf(merged, kind, kinds.length));
}

/** Counts are the same on every machine; times stand with those of their own kind alone. */
function recordOf(merged: MergedAttempts, kind: MachineKind, kinds: number): OpenRecord {
  const { chosen } = merged;
  const times = timesOf(chosen);
  const header = { ...kind.first.header, id: mergedId(chosen), startedAt: times.startedAt };
  const find = (planned: PlannedProcess): ProcessResult | null => {
    const found = merged.find(planned);
    if (found === null) return null;
    const { result, attempt } = found;
    const isOwn = result.kind === 'exact' || kind.attempts.includes(attempt);
    return isOwn ? withShard(result, attempt.shard.index) : null;
  };
  return opened(merged, { header, find, warnings: mergeWarnings(merged, kinds, kind) });
}

interface OpenedFrom extends Omit<FoundResults, 'plan'> {
  /** Beside those of any run. */
  readonly warnings: readonly Warning[];
}

function opened(
  { plan, chosen, problems }: MergedAttempts,
  { header, find, warnings }: OpenedFrom,
): OpenRecord {
  const { finishedAt } = timesOf(chosen);
  const ending = { finishedAt, isComplete: problems.length === 0 };
  const { head, ...record } = openResults({ header, plan, find }, ending);
  return {
    ...record,
    head: { ...head, shards: chosen.map(shardOf), warnings: [...head.warnings, ...warnings] },
  };
}

/** Every round is the sum over all generators, of whatever kind their machines are. */
function loadRecord(merged: MergedAttempts): OpenRecord {
  const { chosen, problems } = merged;
  const first = must(chosen[0], 'a generator');
  const hosts = new Set(chosen.map(machineOf)).size;
  const message = `Each round is the sum of ${merged.assignment.count} generators on ${hosts === 1 ? '1 machine' : `${hosts} machines`}; the environment is that of the first.`;
  const { startedAt } = timesOf(chosen);
  return opened(merged, {
    header: { ...first.header, id: mergedId(chosen), startedAt },
    find: (planned) => merged.find(planned)?.result ?? null,
    warnings: [
      ...problems.map((problem) => ({ code: 'generators', message: `${problem}.` })),
      { code: 'generators', message },
    ],
  });
}

function timesOf(chosen: readonly ShardAttempt[]): Pick<RunRecord, 'startedAt' | 'finishedAt'> {
  const shards = chosen.map(shardOf);
  return {
    startedAt: shards.map((shard) => shard.startedAt).reduce((a, b) => (a < b ? a : b)),
    finishedAt: shards.map((shard) => shard.finishedAt).reduce((a, b) => (a > b ? a : b)),
  };
}

function shardOf({ shard, header, parts, results }: ShardAttempt): RunShard {
  return {
    index: shard.index,
    count: shard.count,
    startedAt: header.startedAt,
    finishedAt: parts.at(-1)?.finishedAt ?? header.startedAt,
    processes: results.size,
    environment: header.environment,
  };
}

function withShard(result: ProcessResult, shard: number): ProcessResult {
  switch (result.kind) {
    case 'exact':
      return { ...result, run: { ...result.run, shard } };
    case 'timed':
      return { ...result, run: { ...result.run, shard } };
    case 'yardstick':
      return { ...result, run: { ...result.run, shard } };
  }
}

/** Named by the runs that it is made of. */
function mergedId(chosen: readonly ShardAttempt[]): string {
  const hash = createHash('sha256').update(chosen.map(({ header }) => header.id).join('\n'));
  return `merged-${hash.digest('hex').slice(0, 12)}`;
}

function mergeWarnings(
  { problems }: MergedAttempts,
  kinds: number,
  { name, attempts }: MachineKind,
): readonly Warning[] {
  const warnings = problems.map((message) => ({ code: 'shards', message: `${message}.` }));
  const machines = new Set(attempts.map(machineOf)).size;
  if (machines > 1)
    warnings.push({
      code: 'machines',
      message: `The rounds are of ${machines} machines: a spread over rounds here is no spread over machines, which mapswell merge prints.`,
    });
  if (kinds > 1)
    warnings.push({
      code: 'machine-kinds',
      message: `The shards ran on ${kinds} kinds of machines: the times here are those of ${name} alone.`,
    });
  return warnings;
}

function imbalanceOf({ assignment, chosen, plan }: MergedAttempts): Imbalance {
  const seconds = chosen.map(({ wallMs }) => wallMs);
  const isWhole = chosen.length === Math.min(assignment.count, plan.length);
  return {
    predicted: largestOverMean(assignment.loadsMs),
    real: isWhole ? largestOverMean(seconds) : null,
  };
}

/** How far the largest is from an even share; `null` where there is nothing to share. */
export function largestOverMean(values: readonly number[]): number | null {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum === 0 ? null : (Math.max(...values) * values.length) / sum;
}
