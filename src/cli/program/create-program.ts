import { Command } from 'commander';
import { mapswellVersion } from '../../base/primitives/mapswell-version.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';

/** The parser of the whole command line. It throws instead of ending the process. */
export function createProgram(context: CliContext, builders: readonly CommandBuilder[]): Command {
  const program = new Command('mapswell')
    .description('Tells when a hash map will double, and whether the memory limit can take it.')
    .version(mapswellVersion(), '-V, --version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHelpWidth: () => context.stdout.columns ?? 80,
      getErrHelpWidth: () => context.stderr.columns ?? 80,
      // Commander asks these of the process, which is not always ours.
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const build of builders) inherit(program, build(context));
  return program;
}

/** Commander copies settings to those it made itself only. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  if (!parent.commands.includes(command)) parent.addCommand(command);
  for (const inner of command.commands) inherit(command, inner);
}
