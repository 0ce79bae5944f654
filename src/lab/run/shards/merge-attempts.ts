import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import { groupBy } from '../../../base/primitives/group-by.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ExactCounts } from '../../record/exact-result.ts';
import type { ProcessResult } from '../journal/process-result.ts';
import { planRun } from '../plan/plan-run.ts';
import { type PlannedProcess, processKey } from '../plan/planned-process.ts';
import { type Assignment, assignShards } from './assign-shards.ts';
import { firstGrowthDifference } from './first-growth-difference.ts';
import { planDifference, planDigest, planInputs } from './plan-digest.ts';
import type { ShardAttempt } from './read-shard.ts';
import { shardName } from '../../../base/primitives/shards/shard.ts';

/** A result, and the attempt at a shard that gave it. */
export interface FoundResult {
  readonly result: ProcessResult;
  readonly attempt: ShardAttempt;
}

/** What all attempts together give. The order in which they were given changes nothing. */
export interface MergedAttempts {
  /** The attempt that stands for each shard, by its index; those without one are missing. */
  readonly chosen: readonly ShardAttempt[];
  /** The result of a process of the plan, with the shard that it came from; `null` where it is missing. */
  readonly find: (planned: PlannedProcess) => FoundResult | null;
  /** Cells whose two counts come from different shards and agree. */
  readonly agreeing: number;
  readonly plan: readonly PlannedProcess[];
  readonly assignment: Assignment;
  /** Why this is no result, a sentence each; none where everything is here and agrees. */
  readonly problems: readonly string[];
  /** What a reader should know, and what harms nothing. */
  readonly notes: readonly string[];
}

/**
 * Puts the attempts at the shards of one run together.
 *
 * @throws SandboxError `invalid` where they belong to different plans, naming what differs, and for a
 *   process that is not of its shard
 */
export function mergeAttempts(given: readonly ShardAttempt[]): MergedAttempts {
  const attempts = given.toSorted(inFixedOrder);
  const first = requireOnePlan(attempts);
  const { cells, configuration } = first.header;
  const plan = planRun(cells, configuration.seed);
  const { count, costs } = first.shard;
  const assignment = assignShards(plan, cells, count, costs);
  for (const attempt of attempts) requireOwnProcesses(attempt, assignment);
  const byShard = Array.from({ length: count }, (_, at) =>
    attempts.filter(({ shard }) => shard.index === at + 1),
  );
  const chosen = byShard.flatMap((ofShard) => standing(ofShard) ?? []);
  const standingFor = new Map(chosen.map((attempt) => [attempt.shard.index, attempt]));
  const owner = (planned: PlannedProcess): ShardAttempt | null =>
    standingFor.get(assignment.shardOf.get(processKey(planned)) ?? 0) ?? null;
  const find = (planned: PlannedProcess): FoundResult | null => {
    const attempt = owner(planned);
    const result = attempt?.results.get(processKey(planned));
    return attempt === null || result === undefined ? null : { result, attempt };
  };
  const counts = countsByCell(plan, owner);
  const others = attempts.flatMap((other) => {
    const stands = standingFor.get(other.shard.index);
    return stands === undefined || stands === other ? [] : [[stands, other] as const];
  });
  return {
    chosen,
    find,
    agreeing: counts.filter(({ digests }) => digests.length > 1 && isOne(digests)).length,
    plan,
    assignment,
    problems: [
      ...byShard.flatMap((ofShard, at) => missingShard(ofShard, `${at + 1}/${count}`, assignment)),
      ...others.flatMap(([stands, other]) => twice(stands, other)),
      ...counts.flatMap((one) => disagreement(one, find)),
    ],
    notes: others.map(([stands, other]) => noteOf(stands, other)),
  };
}

/** The same order on every machine, whatever the folders are called. */
export function inFixedOrder(a: ShardAttempt, b: ShardAttempt): number {
  return (
    a.shard.index - b.shard.index ||
    a.header.startedAt.localeCompare(b.header.startedAt) ||
    a.header.id.localeCompare(b.header.id)
  );
}

/** @throws SandboxError `invalid` naming the first thing in which two of them differ */
export function requireOnePlan([first, ...others]: readonly ShardAttempt[]): ShardAttempt {
  if (first === undefined) throw new SandboxError('invalid', 'expected shards to merge, got none');
  for (const attempt of [first, ...others]) {
    const { header, shard, path } = attempt;
    const inputs = planInputs(header, shard);
    if (planDigest(inputs) !== shard.digest)
      throw new SandboxError(
        'invalid',
        `${path} does not have the digest of its plan: its first line was changed`,
      );
    if (shard.digest === first.shard.digest) continue;
    throw new SandboxError(
      'invalid',
      `${path} is a shard of another plan than ${first.path}: ${planDifference(planInputs(first.header, first.shard), inputs)}`,
    );
  }
  return first;
}

function requireOwnProcesses(
  { results, shard, path }: ShardAttempt,
  { shardOf }: Assignment,
): void {
  for (const key of results.keys()) {
    const owner = shardOf.get(key);
    if (owner === shard.index) continue;
    throw new SandboxError(
      'invalid',
      `${path} holds ${key}, which ${owner === undefined ? 'is not in the plan' : `belongs to shard ${owner}/${shard.count}`}: it is not what shard ${shardName(shard)} ran`,
    );
  }
}

/** The first attempt that is whole, else the one that got furthest. */
export function standing(attempts: readonly ShardAttempt[]): ShardAttempt | undefined {
  return (
    attempts.find(({ isComplete }) => isComplete) ??
    attempts.toSorted((a, b) => b.results.size - a.results.size)[0]
  );
}

function missingShard(
  attempts: readonly ShardAttempt[],
  name: string,
  { shardOf }: Assignment,
): readonly string[] {
  const own = [...shardOf].filter(([, index]) => index === Number(name.split('/')[0]));
  const stands = standing(attempts);
  // A shard that has nothing to do leaves nothing out.
  if (stands === undefined)
    return own.length === 0
      ? []
      : [`shard ${name} is missing: ${own.length} ${own.length === 1 ? 'process' : 'processes'}`];
  const left = own.filter(([key]) => !stands.results.has(key)).map(([key]) => key);
  if (left.length > 0)
    return [
      `shard ${name} is not whole: ${left.length} of ${own.length} processes are missing, the first is ${left[0] ?? ''} (${stands.path})`,
    ];
  return stands.isComplete
    ? []
    : [`shard ${name} was cut off before its last line (${stands.path})`];
}

/** Counts that two attempts at the same process gave must be the same. */
function twice(stands: ShardAttempt, other: ShardAttempt): readonly string[] {
  return [...stands.results.keys()].flatMap((key) => {
    const digests = [stands.digestOf(key), other.digestOf(key)].flatMap((one) => one ?? []);
    if (digests.length < 2 || isOne(digests)) return [];
    const [result, again] = [stands.results.get(key), other.results.get(key)];
    if (result === undefined || again === undefined) return [];
    return differing(key, { result, attempt: stands }, { result: again, attempt: other });
  });
}

export function noteOf(stands: ShardAttempt, other: ShardAttempt): string {
  const name = shardName(stands.shard);
  if (!other.isComplete)
    return `${other.path} is another attempt at shard ${name} that ended early`;
  const isSame =
    stands.results.size === other.results.size &&
    [...stands.results.keys()].every(
      (key) =>
        canonicalJson(stands.results.get(key)) === canonicalJson(other.results.get(key) ?? null),
    );
  return isSame
    ? `${other.path} is the same as ${stands.path} (shard ${name})`
    : `${other.path} is a second whole attempt at shard ${name}: the times of ${stands.path}, the first, stand`;
}

/** The counts of one cell, by their digests alone. */
interface CellCounts {
  readonly cellId: string;
  readonly planned: readonly PlannedProcess[];
  readonly digests: readonly string[];
}

/** The two counts of every cell come from different shards. */
function countsByCell(
  plan: readonly PlannedProcess[],
  owner: (planned: PlannedProcess) => ShardAttempt | null,
): readonly CellCounts[] {
  const exact = plan.filter((planned) => planned.kind === 'exact');
  return [...groupBy(exact, ({ cellId }) => cellId)].map(([cellId, planned]) => ({
    cellId,
    planned,
    digests: planned.flatMap((one) => owner(one)?.digestOf(processKey(one)) ?? []),
  }));
}

function isOne(digests: readonly string[]): boolean {
  return new Set(digests).size === 1;
}

/** Only counts that differ are read. */
function disagreement(
  { cellId, planned, digests }: CellCounts,
  find: (planned: PlannedProcess) => FoundResult | null,
): readonly string[] {
  if (digests.length < 2 || isOne(digests)) return [];
  const [first, ...others] = planned.flatMap((one) => find(one) ?? []);
  if (first === undefined) return [];
  return others.flatMap((other) => differing(`cell ${cellId}`, first, other));
}

function differing(what: string, one: FoundResult, other: FoundResult): readonly string[] {
  const [a, b] = [countsOf(one.result), countsOf(other.result)];
  if (a === null || b === null || a.digest === b.digest) return [];
  return [
    `${what} was counted differently by ${machine(one)} and ${machine(other)}: ${firstGrowthDifference(a, b)}`,
  ];
}

function countsOf(result: ProcessResult): ExactCounts | null {
  return result.kind === 'exact' ? result.run.counts : null;
}

function machine({ attempt }: FoundResult): string {
  const { origin, cpuModel, node } = attempt.header.environment;
  return `shard ${shardName(attempt.shard)} (${origin?.host ?? 'unknown host'}, ${cpuModel}, Node.js ${node})`;
}
