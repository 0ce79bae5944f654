import { Command } from 'commander';
import type { Shell } from '../../src/cli/commands/completion.ts';
import { allCommands } from '../command-reference.ts';
import { commandTree } from './command-tree.ts';
import { completionScript } from './completion-scripts.ts';

/** The script of a shell for every command of the command line. */
export async function completionOf(shell: Shell): Promise<string> {
  const program = new Command('mapswell').option('-V, --version', 'show the version');
  for (const command of await allCommands()) program.addCommand(command);
  return completionScript(shell, commandTree(program));
}
