import type { Command, Option } from 'commander';

/** What a shell has to know of one flag. */
export interface CompletedFlag {
  /** `--limit`. */
  readonly long: string;
  readonly summary: string;
  /** `none` takes no value; else its known values, empty where it may be any. */
  readonly values: 'none' | readonly string[];
}

/** What a shell has to know of one command. */
export interface CompletedCommand {
  /** Words of its name: `['contract', 'check']`. */
  readonly path: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** What its first word may be, where that is known: names of commands that it is made of, or choices. */
  readonly words: readonly { readonly name: string; readonly summary: string }[];
  /** Whether it takes words of its own, which are files where they are not known. */
  readonly takesWords: boolean;
}

/** Every command of a program, the program itself first with an empty path. */
export function commandTree(program: Command): readonly CompletedCommand[] {
  return treeOf(program, []);
}

function treeOf(command: Command, path: readonly string[]): readonly CompletedCommand[] {
  const inner = command.commands.map((one) => ({
    name: one.name(),
    summary: sentence(one.description()),
  }));
  const choices = (command.registeredArguments[0]?.argChoices ?? []).map((name) => ({
    name,
    summary: '',
  }));
  const own: CompletedCommand = {
    path,
    summary: sentence(command.description()),
    flags: command.options
      .filter((option) => !option.hidden)
      .map(flagOf)
      .concat({ long: '--help', summary: 'show the help', values: 'none' }),
    words: [...inner, ...choices],
    takesWords: command.registeredArguments.length > 0,
  };
  return [own, ...command.commands.flatMap((one) => treeOf(one, [...path, one.name()]))];
}

function flagOf(option: Option): CompletedFlag {
  const takesValue = option.required || option.optional;
  return {
    long: option.long ?? option.flags,
    summary: sentence(option.description),
    values: takesValue ? (option.argChoices ?? []) : 'none',
  };
}

/** One line without what a shell would take for its own. */
function sentence(text: string): string {
  return text
    .replaceAll(/['"`\\$[\]:]/gu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
