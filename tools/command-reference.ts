import type { Argument, Command, Option } from 'commander';
import { createContext } from '../src/cli/program/create-context.ts';
import { createProgram } from '../src/cli/program/create-program.ts';
import { loadAllCommands } from '../src/cli/program/load-command-builders.ts';

/** Nothing is run and nothing is printed: the definitions alone are read. */
const silent = { write: (): boolean => true };

/** Every command of the command line as it is defined, in the order of the help. */
export async function allCommands(): Promise<readonly Command[]> {
  const program = createProgram(
    createContext(
      {
        argv: [],
        cwd: '/',
        env: {},
        stdout: silent,
        stderr: silent,
        now: () => 0,
        interruption: {
          signal: new AbortController().signal,
          isRequested: false,
          hold: () => () => undefined,
        },
      },
      { exitCode: 0, endsOnRequest: false },
    ),
    await loadAllCommands(),
  );
  return program.commands;
}

/** The reference of all commands in Markdown. */
export async function commandReference(): Promise<string> {
  const commands = await allCommands();
  const groups = new Map<string, Command[]>();
  for (const command of commands)
    groups.set(command.helpGroup(), [...(groups.get(command.helpGroup()) ?? []), command]);
  const contents = [...groups].map(
    ([title, members]) =>
      `- ${title} ${members.map((one) => `[\`${one.name()}\`](#${one.name()})`).join(', ')}`,
  );
  return [
    '# Commands',
    'Made from the definitions of the command line by `npm run docs`. `mapswell COMMAND --help` says the same.',
    contents.join('\n'),
    ...commands.flatMap((command) =>
      [commandSection(command, '')].concat(
        command.commands.map((inner) => commandSection(inner, `${command.name()} `)),
      ),
    ),
  ].join('\n\n');
}

/** @param group the name of the command that it is part of, and a blank */
function commandSection(command: Command, group: string): string {
  const name = group + command.name();
  const heading = `${group === '' ? '##' : '###'} ${name}`;
  const parts = [heading, `${command.description()}.`.replace('..', '.')];
  parts.push(`\`mapswell ${name} ${command.usage()}\``);
  const rows = [
    ...command.registeredArguments.map((one) => argumentRow(one)),
    ...command.options.filter((one) => !one.hidden).map((one) => optionRow(one)),
  ];
  if (rows.length > 0) parts.push(['| | |', '|---|---|', ...rows].join('\n'));
  const after = textAfterHelp(command).trim();
  if (after !== '') parts.push(`\`\`\`console\n${after}\n\`\`\``);
  return parts.join('\n\n');
}

function argumentRow(argument: Argument): string {
  return row(argument.name(), argument.description);
}

function optionRow(option: Option): string {
  const notes = [
    ...(option.argChoices === undefined ? [] : [`one of ${option.argChoices.join(', ')}`]),
    ...(option.defaultValue === undefined ? [] : [`default ${shown(option)}`]),
  ];
  const description = [option.description, ...notes].join('; ');
  return row(option.flags, description);
}

function shown(option: Option): string {
  return option.defaultValueDescription ?? String(option.defaultValue);
}

function row(name: string, description: string): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${description.replaceAll('|', '\\|')} |`;
}

/** Commander keeps the text after the help to itself, so it is asked for the difference. */
function textAfterHelp(command: Command): string {
  let whole = '';
  command.configureOutput({ ...command.configureOutput(), writeOut: (text) => (whole += text) });
  command.outputHelp();
  return whole.slice(whole.indexOf(command.helpInformation()) + command.helpInformation().length);
}
