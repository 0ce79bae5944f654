import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { FollowedProcess, type ProcessOptions } from '../../live/attach/follow/followed-process.ts';
import { findProcesses } from '../../live/attach/proc/find-processes.ts';
import type { CliContext } from '../io/cli-io.ts';

/**
 * Opens one process by its id, or all of a name that can be read; of those that cannot, stderr says why.
 *
 * @throws SandboxError `input` where no process has that name; what opening throws where none can be read
 */
export async function openProcesses(
  wanted: { readonly pid: number } | { readonly name: string },
  options: ProcessOptions,
  { stderr }: Pick<CliContext, 'stderr'>,
): Promise<readonly FollowedProcess[]> {
  if ('pid' in wanted) return [await FollowedProcess.open(wanted.pid, options)];
  const pids = findProcesses(wanted.name);
  if (pids.length === 0) {
    throw new SandboxError(
      'input',
      `expected a running process whose executable is ${wanted.name}, found none`,
    );
  }
  const open: FollowedProcess[] = [];
  const refusals: SandboxError[] = [];
  for (const pid of pids) {
    try {
      open.push(await FollowedProcess.open(pid, options));
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      refusals.push(error);
    }
  }
  const [first] = refusals;
  if (open.length === 0 && first !== undefined) throw first;
  for (const { message } of refusals) stderr.write(`warning: ${message}\n`);
  return open;
}
