import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Shard } from '../../base/primitives/shards/shard.ts';
import type { RunFlags } from './run-flags.ts';

/** What fixes a run. */
interface FixingFlags extends RunFlags {
  readonly names: readonly string[];
  readonly nodeArguments: readonly string[] | undefined;
  readonly rounds: number | undefined;
  readonly quick: boolean;
  readonly cell: readonly string[];
  readonly grep: string | undefined;
  readonly resume: boolean;
  readonly shard: Shard | undefined;
  readonly generator: Shard | undefined;
}

/**
 * A resumed run is the one that was started: nothing that fixes it may be said again.
 *
 * @throws SandboxError `usage` naming the first such flag
 */
export function refuseResumeFlags({ names, ...flags }: FixingFlags): void {
  if (!flags.resume) return;
  const given = [
    ...(names.length === 0 ? [] : ['names of scenarios']),
    ...(flags.limitMemory === undefined ? [] : ['--limit-memory']),
    ...(flags.cpus === undefined ? [] : ['--cpus']),
    ...(flags.nodeArguments === undefined ? [] : ['--node-arguments']),
    ...(flags.rounds === undefined ? [] : ['--rounds']),
    ...(flags.quick ? ['--quick'] : []),
    ...(flags.cell.length === 0 ? [] : ['--cell']),
    ...(flags.grep === undefined ? [] : ['--grep']),
    ...(flags.seed === undefined ? [] : ['--seed']),
    ...(flags.shard === undefined ? [] : ['--shard']),
    ...(flags.generator === undefined ? [] : ['--generator']),
  ];
  if (given.length > 0)
    throw new SandboxError(
      'usage',
      `--resume goes on with a run as it was started: expected no ${given.join(', ')} beside it`,
    );
}
