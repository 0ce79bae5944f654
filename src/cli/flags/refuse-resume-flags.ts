import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** The flags of `run` that fix what a run is. */
interface FixingFlags {
  readonly config?: string;
  readonly limitMemory?: number;
  readonly cpus?: number;
  readonly rounds?: number;
  readonly quick?: true;
  readonly cell?: readonly string[];
  readonly grep?: string;
  readonly seed?: number;
  readonly resume?: true;
}

/**
 * A resumed run is the one that was started: nothing that fixes it may be said again.
 *
 * @throws SandboxError `usage` naming the first such flag
 */
export function refuseResumeFlags(names: readonly string[], flags: FixingFlags): void {
  if (flags.resume !== true) return;
  const given = [
    ...(names.length === 0 ? [] : ['names of scenarios']),
    ...(flags.limitMemory === undefined ? [] : ['--limit-memory']),
    ...(flags.cpus === undefined ? [] : ['--cpus']),
    ...(flags.rounds === undefined ? [] : ['--rounds']),
    ...(flags.quick === true ? ['--quick'] : []),
    ...(flags.cell === undefined ? [] : ['--cell']),
    ...(flags.grep === undefined ? [] : ['--grep']),
    ...(flags.seed === undefined ? [] : ['--seed']),
  ];
  if (given.length > 0)
    throw new SandboxError(
      'usage',
      `--resume goes on with a run as it was started: expected no ${given.join(', ')} beside it`,
    );
}
