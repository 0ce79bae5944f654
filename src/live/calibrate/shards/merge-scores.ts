import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { shardName } from '../../../base/primitives/shards/shard.ts';
import { joinTallies } from '../search/join-tallies.ts';
import type { FamilyTally } from '../search/search-families.ts';
import { type ScorePlan, scorePlanDifference } from './score-plan.ts';
import type { ScoreFile } from './score-table.ts';

/** All tables of a fleet as one. */
export interface MergedScores {
  readonly tallies: readonly FamilyTally[];
  /** What a reader should know, and what harms nothing. */
  readonly notes: readonly string[];
}

/**
 * Adds the tables of all shards up. Sums of whole numbers: the order of the files changes nothing.
 *
 * @param plan of the fleet that is chosen for
 * @throws SandboxError `invalid` for a table of another plan, with the first thing that differs, for
 *   shards that are missing, and for one that is there twice with other scores
 */
export function mergeScores(files: readonly ScoreFile[], plan: ScorePlan): MergedScores {
  for (const file of files) requireOwn(file, plan);
  const byShard = Array.from({ length: plan.count }, (_, at) =>
    files.filter(({ shard }) => shard.index === at + 1),
  );
  const missing = byShard.flatMap((own, at) =>
    own.length === 0 ? [`${at + 1}/${plan.count}`] : [],
  );
  if (missing.length > 0) throw new SandboxError('invalid', `no choice: ${missingText(missing)}`);
  const notes = byShard.flatMap(([first, ...others]) => others.map((other) => twice(first, other)));
  let sums: readonly FamilyTally[] = [];
  for (const [first] of byShard) {
    const next = first?.tallies() ?? [];
    const before = sums;
    // One table at a time: a hundred parts take no more room than two.
    sums = next.map((tally, family) => joinTallies([...before.slice(family, family + 1), tally]));
  }
  return { tallies: sums, notes };
}

const mostNamed = 10;

function missingText(shards: readonly string[]): string {
  const more = shards.length > mostNamed ? ` and ${shards.length - mostNamed} more` : '';
  const are = shards.length === 1 ? 'is' : 'are';
  return `${shards.length === 1 ? 'shard' : 'shards'} ${shards.slice(0, mostNamed).join(', ')}${more} ${are} missing`;
}

function requireOwn({ path, shard, plan: own }: ScoreFile, plan: ScorePlan): void {
  const difference = scorePlanDifference(plan, own);
  if (difference !== null)
    throw new SandboxError('invalid', `${path} has scores of another fleet or task: ${difference}`);
  if (shard.count === plan.count && shard.index <= plan.count) return;
  throw new SandboxError('invalid', `${path} is no shard of ${plan.count}: make it anew`);
}

function twice(first: ScoreFile | undefined, other: ScoreFile): string {
  const name = shardName(other.shard);
  if (first?.sha256 === other.sha256)
    return `${other.path} is the same as ${first.path} (shard ${name})`;
  throw new SandboxError(
    'invalid',
    `${first?.path} and ${other.path} are both shard ${name} and differ: scores of one plan are the same on every machine`,
  );
}
