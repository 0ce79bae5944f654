import { relative, resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { ShardResult } from '../../lab/run/run-sandbox.ts';
import { type Shard, shardName } from '../../base/primitives/shards/shard.ts';
import type { Sharding } from '../../lab/run/start-run.ts';
import type { CliContext } from '../io/cli-io.ts';
import type { CommandDocument } from '../program/define-command.ts';
import type { GateFlags } from './run-gate-output.ts';

/** Which part of a run is asked for. */
export interface ShardFlags {
  readonly shard: Shard | undefined;
  readonly durations: string | undefined;
}

/** Flags that ask for a yes or no on a whole run. */
export interface VerdictFlags extends GateFlags {
  readonly json: boolean;
  readonly junit: string | undefined;
  readonly markdown: string | undefined;
}

/**
 * What `--shard` asks for.
 *
 * @throws SandboxError `usage` for a verdict on a part of a run, `input` for durations that cannot be read
 */
export async function shardingOf(
  { shard, durations, json, github, junit, markdown, failOn }: ShardFlags & VerdictFlags,
  { cwd }: CliContext,
): Promise<Sharding | undefined> {
  if (shard === undefined) {
    if (durations === undefined) return undefined;
    throw new SandboxError('usage', '--durations balances shards: expected --shard beside it');
  }
  const verdicts = {
    '--json': json,
    '--github': github,
    '--junit': junit !== undefined,
    '--markdown': markdown !== undefined,
    '--fail-on': failOn !== undefined,
  };
  for (const [flag, isGiven] of Object.entries(verdicts))
    if (isGiven)
      throw new SandboxError(
        'usage',
        `--shard runs a part and gives no verdict: expected no ${flag} beside it; merge writes the record of the whole run`,
      );
  if (durations === undefined) return { shard };
  const { readRecord } = await import('../../lab/record/record-file.ts');
  return { shard, durations: await readRecord(resolve(cwd, durations)) };
}

/** A part of a run has no verdict. */
export function verdictOf<Finished extends { readonly kind: 'run' }>(
  finished: Finished | ShardResult,
  document: CommandDocument<Finished>,
): string | null | Promise<string | null> {
  return finished.kind === 'shard' ? null : document.text(finished);
}

/** Where the part lies, and how it goes on. */
export function shardText(
  { shard, folder, isComplete, finished, planned }: ShardResult,
  { cwd }: CliContext,
): string {
  const path = (file: string): string => relative(cwd, file) || '.';
  return isComplete
    ? `shard ${shardName(shard)}: ${planned} processes, in ${path(folder.shard)}; when all are there: mapswell merge FOLDERS... --out merged\n`
    : `shard ${shardName(shard)} was interrupted after ${finished} of ${planned} processes: go on with mapswell run --resume --out ${path(folder.path)}\n`;
}
