import { Command } from 'commander';
import type { CommandBuilder } from '../io/cli-io.ts';

/** A command that is made of others. */
export interface CommandGroupTable {
  readonly name: string;
  readonly summary: string;
  /** Remarks after the list of the commands. */
  readonly notes?: string;
}

/** Makes one command of several, each asked for by its name behind the name of the group. */
export function defineGroup(
  { name, summary, notes }: CommandGroupTable,
  builders: readonly CommandBuilder[],
): CommandBuilder {
  return (context) => {
    const group = new Command(name).description(summary);
    if (notes !== undefined) group.addHelpText('after', `\n${notes.trim()}`);
    for (const build of builders) group.addCommand(build(context));
    return group;
  };
}
