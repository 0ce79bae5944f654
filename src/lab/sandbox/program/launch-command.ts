import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { findProgram } from '../machine/find-program.ts';
import type { Launch } from '../limits/mechanism.ts';

/** Said on standard error by a launch that could not join its group. */
export const joinFailure = 'mapswell: the child could not join';

/** Exit code of such a launch. */
export const joinFailureCode = 125;

/**
 * Moves itself into every group named before `--`, then becomes the command after it. All names are
 * arguments and never part of the script, so that none needs quoting. `$$` is this very process,
 * and `exec` keeps it: the command has allocated nothing before it is inside.
 */
const joinScript = `
while [ "$1" != -- ]; do
  echo $$ > "$1" || { echo "${joinFailure} $1" >&2; exit ${joinFailureCode}; }
  shift
done
shift
exec "$@"
`;

/** A command and its arguments. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
}

/**
 * The command that starts Node inside its limits, or the program that is named instead.
 *
 * @param node another Node than that of this process
 */
export function launchCommand(
  launch: Launch,
  deathSignal: readonly string[],
  nodeArguments: readonly string[],
  program?: string,
  node: string = process.execPath,
): Command {
  const started =
    program === undefined ? [node, ...launch.nodeArguments, ...nodeArguments] : [program];
  const command = [...deathSignal, ...launch.prefix, ...started];
  if (launch.joinFiles.length === 0) {
    return { program: command[0] ?? process.execPath, arguments: command.slice(1) };
  }
  return { program: '/bin/sh', arguments: joinArguments(launch.joinFiles, command) };
}

/** Arguments of `/bin/sh` that join the groups and then become the command. */
export function joinArguments(
  joinFiles: readonly string[],
  command: readonly string[],
): readonly string[] {
  return ['-c', joinScript, 'mapswell', ...joinFiles, '--', ...command];
}

let knownDeathSignal: readonly string[] | undefined;

/**
 * The prefix that asks the kernel to end the child when its parent dies (`PR_SET_PDEATHSIG`); empty
 * where `setpriv` is missing or too old for it. Tried once.
 */
export function deathSignalPrefix(): readonly string[] {
  knownDeathSignal ??= tryDeathSignal();
  return knownDeathSignal;
}

function tryDeathSignal(): readonly string[] {
  const setpriv = findProgram('setpriv');
  if (setpriv === null) return [];
  const prefix = [setpriv, '--pdeathsig', 'KILL'];
  const trial = spawnSync(setpriv, [...prefix.slice(1), '/bin/sh', '-c', 'exit 0'], {
    stdio: 'ignore',
  });
  return trial.status === 0 ? prefix : [];
}
