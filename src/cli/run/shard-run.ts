import { relative, resolve } from 'node:path';
import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ShardResult } from '../../lab/run/run-sandbox.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import { shardName } from '../../base/primitives/shards/shard.ts';
import type { Sharding } from '../../lab/run/start-run.ts';
import type { CliContext } from '../io/cli-io.ts';
import type { CommandDocument } from '../program/define-command.ts';
import type { PartFlags } from '../flags/part-flags.ts';
import type { GateFlags } from './run-gate-output.ts';

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
  { shard, durations, generator, startAt, ...asked }: PartFlags & VerdictFlags,
  { cwd }: CliContext,
): Promise<Sharding | undefined> {
  if (generator !== undefined || startAt !== undefined)
    return generatorOf({ shard, durations, generator, startAt }, asked);
  if (shard === undefined) {
    if (durations === undefined) return undefined;
    throw new SandboxError('usage', '--durations balances shards: expected --shard beside it');
  }
  refuseVerdicts('--shard', asked);
  if (durations === undefined) return { shard };
  const { readRecord } = await import('../../lab/record/record-file.ts');
  return { shard, durations: await readRecord(recordFileOf(resolve(cwd, durations))) };
}

/** What `--generator` asks for: every part has its share of the same rounds. */
function generatorOf(
  { shard, durations, generator, startAt }: PartFlags,
  asked: VerdictFlags,
): Sharding {
  if (generator === undefined || startAt === undefined)
    throw new SandboxError(
      'usage',
      `expected --generator i/n and --start-at TIME together, got ${generator === undefined ? '--start-at' : '--generator'} alone`,
    );
  for (const [flag, value] of Object.entries({ '--shard': shard, '--durations': durations }))
    if (value !== undefined)
      throw new SandboxError(
        'usage',
        `--generator has its share of every round: expected no ${flag} beside it`,
      );
  refuseVerdicts('--generator', asked);
  return { shard: generator, startAtMs: startAt };
}

function refuseVerdicts(
  part: '--shard' | '--generator',
  { json, github, junit, markdown, failOn }: VerdictFlags,
): void {
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
        `${part} runs a part and gives no verdict: expected no ${flag} beside it; merge writes the record of the whole run`,
      );
}

/** Said before a generator waits: `null` for a part that does not. */
export function startText(sharding: Sharding | undefined, nowMs: number): string | null {
  if (sharding?.startAtMs === undefined) return null;
  const { shard, startAtMs } = sharding;
  const name = `generator ${shardName(shard)}`;
  const at = new Date(startAtMs).toISOString();
  const leftMs = startAtMs - nowMs;
  return leftMs >= leastLeftMs
    ? `${name} begins at ${at}, in ${formatDuration(leftMs)}\n`
    : `warning: ${name} was to begin at ${at}, ${leftMs < 0 ? `${formatDuration(-leftMs)} ago` : `in ${formatDuration(leftMs)}, before its process is there`}: its rounds will be invalid\n`;
}

/** What it takes to start a process that sends requests, on a busy machine. */
const leastLeftMs = 2000;

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
  if (shard.startAtMs !== undefined)
    return isComplete
      ? `generator ${shardName(shard)}: ${planned} ${planned === 1 ? 'round' : 'rounds'}, in ${path(folder.shard)}; when all are there: mapswell merge FOLDERS... --out merged\n`
      : `generator ${shardName(shard)} was interrupted after ${finished} of ${planned} rounds: start all of them anew with another --start-at\n`;
  return isComplete
    ? `shard ${shardName(shard)}: ${planned} processes, in ${path(folder.shard)}; when all are there: mapswell merge FOLDERS... --out merged\n`
    : `shard ${shardName(shard)} was interrupted after ${finished} of ${planned} processes: go on with mapswell run --resume --out ${path(folder.path)}\n`;
}
