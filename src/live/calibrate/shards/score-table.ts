import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { describeFirstIssue } from '../../../base/schema/describe-issues.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Shard } from '../../../base/primitives/shards/shard.ts';
import { LeadHistogram } from '../search/lead-histogram.ts';
import type { FamilyTally } from '../search/search-families.ts';
import { type ScorePlan, scorePlanDigest } from './score-plan.ts';

export const scoresKind = 'mapswell-scores';
export const scoresVersion = 1;

/**
 * The scores of one shard that were read: a document of lines, the plan first, then a family each, then
 * the sum of all bytes before it.
 */
export interface ScoreFile {
  readonly path: string;
  readonly shard: Shard;
  readonly plan: ScorePlan;
  /** Of all bytes before the last line: equal tables have equal sums. */
  readonly sha256: string;
  /** Reads the file again: the scores of many parts are never held at once. */
  readonly tallies: () => readonly FamilyTally[];
}

/** The first line. */
export interface ScoreHeader {
  readonly kind: typeof scoresKind;
  readonly version: typeof scoresVersion;
  readonly shard: Shard;
  readonly digest: string;
  readonly plan: ScorePlan;
}

/** The scores of a family; figures of a setting stand at its place. */
export interface ScoreLine extends Pick<
  FamilyTally,
  'family' | 'failures' | 'healthyMs' | 'deploymentMs'
> {
  readonly warned: readonly number[];
  readonly falseAlarms: readonly number[];
  readonly deploymentFalseAlarms: readonly number[];
  /** For each setting the buckets with leads, as bucket and count in turn. */
  readonly leads: readonly (readonly number[])[];
}

/** The last line. */
export interface ScoreEnd {
  readonly event: 'complete';
  readonly families: number;
  readonly sha256: string;
}

/** The text of a table: the same scores give the same bytes. */
export function formatScores(
  shard: Shard,
  plan: ScorePlan,
  tallies: readonly FamilyTally[],
): string {
  const header: ScoreHeader = {
    kind: scoresKind,
    version: scoresVersion,
    shard,
    digest: scorePlanDigest(plan),
    plan,
  };
  const lines = [header, ...tallies.map(lineOf)]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  const end: ScoreEnd = { event: 'complete', families: tallies.length, sha256: sumOf(lines) };
  return `${lines}${JSON.stringify(end)}\n`;
}

/**
 * Reads a table of scores, checking every figure.
 *
 * @throws SandboxError `input` for a file that cannot be read or is another document, `invalid` for one
 *   that was cut off or changed
 */
export async function readScores(path: string): Promise<ScoreFile> {
  const schemas = await import('./score-schema.ts');
  const { header: first, families, sha256 } = wholeLines(path, schemas.scoreEndSchema);
  const { shard, plan, digest } = checked(first, schemas.scoreHeaderSchema, path, 1);
  if (scorePlanDigest(plan) !== digest) throw damaged(path, 'does not have the digest of its plan');
  const tallyAt = (line: string, index: number): FamilyTally => {
    const score = checked(line, schemas.scoreLineSchema, path, index + 2);
    if (score.family === index) return tallyOf(score);
    throw damaged(path, `has the family ${score.family} in line ${index + 2}`);
  };
  // Looked at now, and held by nobody: a choice is made of all tables or of none.
  for (const [index, line] of families.entries()) tallyAt(line, index);
  const tallies = (): readonly FamilyTally[] => {
    const again = wholeLines(path, schemas.scoreEndSchema);
    if (again.sha256 !== sha256) throw damaged(path, 'was written anew while it was read');
    return again.families.map(tallyAt);
  };
  return { path, shard, plan, sha256, tallies };
}

interface WholeLines {
  readonly header: string;
  readonly families: readonly string[];
  readonly sha256: string;
}

/** The lines of a file that has the sum of its last one. */
function wholeLines(path: string, endSchema: z.ZodType<ScoreEnd>): WholeLines {
  const lines = readInputText(path).split('\n');
  requireScores(jsonOf(lines[0] ?? ''), path);
  const end = endSchema.safeParse(jsonOf(lines.at(-2) ?? ''));
  if (lines.at(-1) !== '' || !end.success) throw damaged(path, 'was cut off before its last line');
  const [header = '', ...families] = lines.slice(0, -2);
  const { sha256, families: count } = end.data;
  const whole = [header, ...families].map((line) => `${line}\n`).join('');
  if (sumOf(whole) !== sha256 || families.length !== count)
    throw damaged(
      path,
      'was changed after it had been written: its bytes do not have the sum of its last line',
    );
  return { header, families, sha256 };
}

function checked<T>(line: string, schema: z.ZodType<T>, path: string, number: number): T {
  const value = jsonOf(line);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = describeFirstIssue(result.error.issues, { schema, value });
  throw damaged(path, `is no table of this mapswell (line ${number}: ${issue})`);
}

/** `null` for what is no JSON. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function damaged(path: string, reason: string): SandboxError {
  return new SandboxError('invalid', `${path} ${reason}: score the part anew`);
}

function requireScores(header: unknown, path: string): void {
  const kind = typeof header === 'object' && header !== null ? Reflect.get(header, 'kind') : null;
  if (kind === scoresKind) return;
  throw new SandboxError(
    'input',
    `expected a table of scores in ${path}, made by mapswell calibrate --shard i/n --scores FILE, got another document`,
  );
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function lineOf({
  warned,
  falseAlarms,
  deploymentFalseAlarms,
  leads,
  ...sums
}: FamilyTally): ScoreLine {
  return {
    ...sums,
    warned: [...warned],
    falseAlarms: [...falseAlarms],
    deploymentFalseAlarms: [...deploymentFalseAlarms],
    leads: new LeadHistogram(warned.length, leads).sparse(),
  };
}

function tallyOf({
  warned,
  falseAlarms,
  deploymentFalseAlarms,
  leads,
  ...sums
}: ScoreLine): FamilyTally {
  return {
    ...sums,
    warned: Float64Array.from(warned),
    falseAlarms: Float64Array.from(falseAlarms),
    deploymentFalseAlarms: Float64Array.from(deploymentFalseAlarms),
    leads: LeadHistogram.fromSparse(leads).counts,
  };
}
