import { createHash } from 'node:crypto';
import { must } from '../../../base/primitives/must.ts';
import type { Warning } from '../../../base/primitives/warning.ts';
import type { RunRecord, RunShard } from '../../record/run-record.ts';
import { buildRecord } from '../result/build-record.ts';
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
export interface ShardMerge extends Pick<MergedAttempts, 'problems' | 'notes'> {
  /** Parts of a run, or generators that loaded one service together. */
  readonly parts: 'shards' | 'generators';
  /** One for each kind of machine that gave times, the one with most of them first; counts are in each. */
  readonly records: readonly RunRecord[];
  readonly shards: number;
  readonly cells: number;
  /** Cells whose two counts come from different shards and agree. */
  readonly agreeing: number;
  readonly hosts: number;
  readonly imbalance: Imbalance;
  /** Times of cells that more than one machine ran, with the machine as random effect. */
  readonly overMachines: readonly CellOverMachines[];
}

/**
 * Puts the shards of one run together. Pure but for reading: the same shards give the same records,
 * whatever the order and the names of their folders.
 *
 * @throws SandboxError `invalid` where they are no shards of one run, `input` for what cannot be read
 */
export async function mergeShards(folders: readonly string[]): Promise<ShardMerge> {
  return mergeRead(await readShards(folders));
}

/** Like `mergeShards`, of shards that were read. */
export function mergeRead(attempts: readonly ShardAttempt[]): ShardMerge {
  const isLoad = attempts[0]?.shard.startAtMs !== undefined;
  const merged = isLoad ? mergeGenerators(attempts) : mergeAttempts(attempts);
  const records = isLoad ? [loadRecord(merged)] : recordsOf(merged);
  const cells = records[0]?.cells ?? [];
  const hosts = new Set(merged.chosen.map(machineOf));
  return {
    parts: isLoad ? 'generators' : 'shards',
    problems: merged.problems,
    notes: merged.notes,
    records,
    shards: merged.assignment.count,
    cells: cells.length,
    agreeing: cells.filter(({ exactAgree }) => exactAgree === true).length,
    hosts: hosts.size,
    imbalance: imbalanceOf(merged),
    overMachines: overMachines(merged),
  };
}

function recordsOf(merged: MergedAttempts): readonly RunRecord[] {
  const kinds = machineKinds(merged.chosen);
  return kinds.map((kind) => recordOf(merged, kind, kinds.length));
}

/** Counts are the same on every machine; times stand with those of their own kind alone. */
function recordOf(merged: MergedAttempts, kind: MachineKind, kinds: number): RunRecord {
  const { chosen, problems } = merged;
  const results = merged.results
    .filter(({ result, attempt }) => result.kind === 'exact' || kind.attempts.includes(attempt))
    .map(({ result, attempt }) => withShard(result, attempt.shard.index));
  const shards = chosen.map(shardOf);
  const { startedAt, finishedAt } = timesOf(chosen);
  const header = { ...kind.first.header, id: mergedId(chosen), startedAt };
  const record = buildRecord(header, results, { finishedAt, isComplete: problems.length === 0 });
  const warnings = [...record.warnings, ...mergeWarnings(merged, kinds, kind)];
  return { ...record, shards, warnings };
}

/** Every round is the sum over all generators, of whatever kind their machines are. */
function loadRecord(merged: MergedAttempts): RunRecord {
  const { chosen, problems, results } = merged;
  const first = must(chosen[0], 'a generator');
  const hosts = new Set(chosen.map(machineOf)).size;
  const record = buildRecord(
    { ...first.header, id: mergedId(chosen) },
    results.map(({ result }) => result),
    { ...timesOf(chosen), isComplete: problems.length === 0 },
  );
  const message = `Each round is the sum of ${merged.assignment.count} generators on ${hosts === 1 ? '1 machine' : `${hosts} machines`}; the environment is that of the first.`;
  const warnings = [
    ...record.warnings,
    ...problems.map((problem) => ({ code: 'generators', message: `${problem}.` })),
    { code: 'generators', message },
  ];
  return { ...record, shards: chosen.map(shardOf), warnings };
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
  const seconds = chosen.map(({ results }) =>
    [...results.values()].reduce((sum, result) => sum + wallMs(result), 0),
  );
  const isWhole = chosen.length === Math.min(assignment.count, plan.length);
  return {
    predicted: largestOverMean(assignment.loadsMs),
    real: isWhole ? largestOverMean(seconds) : null,
  };
}

/** A yardstick says not how long it took; it is the same in every round. */
function wallMs(result: ProcessResult): number {
  return result.kind === 'yardstick' ? 0 : result.run.usage.wallMs;
}

/** How far the largest is from an even share; `null` where there is nothing to share. */
export function largestOverMean(values: readonly number[]): number | null {
  const sum = values.reduce((total, value) => total + value, 0);
  return sum === 0 ? null : (Math.max(...values) * values.length) / sum;
}
