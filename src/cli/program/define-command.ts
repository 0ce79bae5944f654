import { Argument, Command, Option } from 'commander';
import type { FileKind } from '../../base/primitives/output/file-kinds.ts';
import { keysOf } from '../../base/primitives/keys-of.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { exitCodes } from '../io/exit-code.ts';
import type { Flag, FlagValue } from '../flags/flag.ts';
import { type Output, Outputs } from '../io/outputs.ts';

export type Flags = Readonly<Record<string, Flag<unknown>>>;

/** A word of a command that no flag names: `<required>`, `[optional]` or `[all the others...]`. */
export interface Word {
  readonly shown: string;
  readonly summary: string;
  readonly choices?: readonly string[];
  readonly default?: string;
}

export type Words = Readonly<Record<string, Word>>;

type WordValue<One extends Word> = One['shown'] extends `[${string}...]`
  ? readonly string[]
  : One extends { readonly shown: `<${string}>` } | { readonly default: string }
    ? string
    : string | undefined;

/** What was asked for: every word, flag and file by its key. */
export type Request<W extends Words, F extends Flags, Files extends string> = {
  readonly [Key in keyof F]: FlagValue<F[Key]>;
} & { readonly [Key in keyof W]: WordValue<W[Key]> } & {
  readonly [Key in Files]: string | undefined;
};

/** A flag that names a file, which is written when the work is done. */
export interface FileFlag {
  readonly value: string;
  readonly summary: string;
  readonly kind: FileKind;
  /** Where it is written without the flag. */
  readonly default?: string;
  /** Key of a flag beside which it is not written unless its own flag says so. */
  readonly noDefaultBeside?: string;
}

/** What can be asked of a command. */
export interface CommandTable<W extends Words, F extends Flags, Files extends string> {
  readonly name: string;
  readonly summary: string;
  readonly words?: W;
  readonly flags: F;
  /** Files that are written of the result; each place is looked at before the work begins. */
  readonly files?: Readonly<Record<Files, FileFlag>>;
  /** That it writes files in another way than by `files`: then it has `--force` too. */
  readonly writesFiles?: true;
  /** Paths that are read, which no file may replace. */
  readonly reads?: (
    request: NoInfer<Request<W, F, Files>>,
    context: CliContext,
  ) => readonly string[] | Promise<readonly string[]>;
  /** The flag that makes standard output a document; `null` where people read it. */
  readonly printsDocument?: (request: NoInfer<Request<W, F, Files>>) => string | null;
  /** Examples and remarks after the flags. */
  readonly notes?: string;
}

/** Does the work. `null` where there is nothing to print, as after an interruption. */
type Work<Asked, Result> = (
  request: Asked,
  context: CliContext,
  outputs: Outputs,
) => Result | null | Promise<Result | null>;

/** One file of a result. */
export interface CommandDocument<Result> {
  /** `null` where there is nothing to write. */
  readonly text: (result: Result) => string | null | Promise<string | null>;
  /** A sentence for standard error, without the newline. */
  readonly written?: (place: Output, bytes: number, result: Result) => string | null;
}

/** How a command answers. */
export interface CommandAnswer<Asked, Files extends string, Result> {
  /** Adds `--json`: the value that is printed instead of the text. */
  readonly json?: (result: Result) => unknown;
  readonly print?: (
    result: Result,
    context: CliContext,
    request: Asked,
  ) => string | Promise<string>;
  readonly documents?: Readonly<Record<Files, CommandDocument<Result>>>;
  /** 0 without it. */
  readonly exitCode?: (result: Result, request: Asked) => number;
}

/**
 * Makes a command of its table: parsing, `--json`, `--force`, files, printing and the exit code. What is
 * heavy is imported by the functions and not by the file of the command.
 */
export function defineCommand<
  const W extends Words,
  const F extends Flags,
  Result,
  Files extends string = never,
>(
  table: CommandTable<W, F, Files>,
  work: Work<NoInfer<Request<W, F, Files>>, Result>,
  answer: NoInfer<CommandAnswer<Request<W, F, Files>, Files, Result>> = {},
): CommandBuilder {
  return (context) => {
    const command = new Command(table.name).description(table.summary);
    for (const word of Object.values(table.words ?? {})) command.addArgument(argumentOf(word));
    for (const [key, flag] of Object.entries(table.flags))
      for (const option of optionsOf(key, flag, context)) command.addOption(option);
    for (const [key, file] of filesOf(table)) command.addOption(fileOption(key, file));
    if (table.files !== undefined || table.writesFiles === true)
      command.option('--force', 'replace whatever file stands where one is written');
    if (answer.json !== undefined) command.option('--json', 'print JSON');
    if (table.notes !== undefined) command.addHelpText('after', `\n${table.notes.trim()}`);
    return command.action(async () => {
      const options = optionsGiven(table, command);
      const request = requestOf(table, command, options);
      const outputs = new Outputs(
        context,
        (await table.reads?.(request, context)) ?? [],
        options['force'] === true,
      );
      const places = await placesOf(table, options, outputs);
      const json = options['json'] === true ? (answer.json ?? null) : null;
      const document = json === null ? (table.printsDocument?.(request) ?? null) : '--json';
      if (document !== null) outputs.refuseBeside(document);
      const result = await work(request, context, outputs);
      if (result === null) return;
      // Printed first: what a full disk refuses is on the screen at least.
      if (json !== null) context.stdout.write(`${JSON.stringify(json(result), null, 2)}\n`);
      else outputs.sentences.write((await answer.print?.(result, context, request)) ?? '');
      for (const [key, place] of places)
        await writeDocument(answer.documents?.[key], place, result, context);
      context.exitWith(answer.exitCode?.(result, request) ?? exitCodes.fine);
    });
  };
}

/** What the flags say, without defaults that do not hold beside others. */
function optionsGiven(
  table: { readonly files?: Readonly<Record<string, FileFlag>> },
  command: Command,
): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = { ...command.opts() };
  for (const [key, { noDefaultBeside }] of filesOf(table))
    if (
      noDefaultBeside !== undefined &&
      options[noDefaultBeside] !== undefined &&
      command.getOptionValueSource(key) === 'default'
    )
      delete options[key];
  return options;
}

/** The flags that name files, with their keys. */
function filesOf<Files extends string>({
  files,
}: {
  readonly files?: Readonly<Record<Files, FileFlag>>;
}): readonly (readonly [Files, FileFlag])[] {
  return files === undefined ? [] : keysOf(files).map((key) => [key, files[key]] as const);
}

async function placesOf<Files extends string>(
  table: { readonly files?: Readonly<Record<Files, FileFlag>> },
  options: Readonly<Record<string, unknown>>,
  outputs: Outputs,
): Promise<readonly (readonly [Files, Output])[]> {
  const places: (readonly [Files, Output])[] = [];
  for (const [key, { kind }] of filesOf(table)) {
    const path = options[key];
    if (typeof path === 'string') places.push([key, await outputs.file(longOf(key), path, kind)]);
  }
  return places;
}

async function writeDocument<Result>(
  document: CommandDocument<Result> | undefined,
  place: Output,
  result: Result,
  { stderr }: CliContext,
): Promise<void> {
  const text = (await document?.text(result)) ?? null;
  if (text === null) return;
  const bytes = await place.write(text);
  const sentence = document?.written?.(place, bytes, result) ?? null;
  if (sentence !== null) stderr.write(`${sentence}\n`);
}

function fileOption(key: string, { value, summary, default: place }: FileFlag): Option {
  const option = new Option(`${longOf(key)} ${value}`, summary);
  return place === undefined ? option : option.default(place);
}

function argumentOf({ shown, summary, choices, default: byDefault }: Word): Argument {
  const argument = new Argument(shown, summary);
  if (choices !== undefined) argument.choices(choices);
  return byDefault === undefined ? argument : argument.default(byDefault);
}

function optionsOf(key: string, flag: Flag<unknown>, { cwd }: CliContext): readonly Option[] {
  const long = longOf(key);
  const negated = `--no-${long.slice(2)}`;
  if (flag.negation === 'off') return [new Option(negated, flag.summary)];
  const option = new Option(flag.value === null ? long : `${long} ${flag.value}`, flag.summary);
  if (flag.value !== null)
    option.argParser((text: string, before: unknown) => {
      const parsed = flag.parse(text, { flag: long, cwd });
      if (!flag.isRepeated) return parsed;
      return [...(Array.isArray(before) ? before : []), parsed];
    });
  if (flag.choices !== undefined) option.choices(flag.choices);
  if (flag.default !== undefined && !flag.isRepeated)
    option.default(flag.default, flag.defaultText);
  option.conflicts([...flag.conflicts]);
  return flag.negationSummary === undefined
    ? [option]
    : [option, new Option(negated, flag.negationSummary)];
}

/**
 * Commander would complain of a missing flag before it names the misspelt one, so it is looked for here.
 *
 * @throws SandboxError `usage` naming the flag that is missing
 */
function requestOf<W extends Words, F extends Flags, Files extends string>(
  table: {
    readonly name: string;
    readonly words?: W;
    readonly flags: F;
    readonly files?: Readonly<Record<Files, unknown>>;
  },
  command: Command,
  options: Readonly<Record<string, unknown>>,
): Request<W, F, Files>;
function requestOf(
  table: {
    readonly name: string;
    readonly words?: Words;
    readonly flags: Flags;
    readonly files?: object;
  },
  command: Command,
  options: Readonly<Record<string, unknown>>,
): object {
  const flags = Object.entries(table.flags).map(([key, flag]) => {
    const given = options[key] ?? (flag.isRepeated ? flag.default : undefined);
    if (flag.isRequired && given === undefined)
      throw new SandboxError(
        'usage',
        `expected the flag ${longOf(key)} ${flag.value ?? ''}; see mapswell ${pathOf(command)} --help`,
      );
    return [key, flag.value === null ? given === true : given] as const;
  });
  const words = Object.keys(table.words ?? {}).map((key, index): readonly [string, unknown] => [
    key,
    command.processedArgs[index],
  ]);
  const files = Object.keys(table.files ?? {}).map((key) => [key, options[key]] as const);
  return Object.fromEntries<unknown>([...flags, ...words, ...files]);
}

/** With the command that it is part of. */
function pathOf(command: Command): string {
  const { parent } = command;
  return parent?.parent == null ? command.name() : `${parent.name()} ${command.name()}`;
}

/** `limitMemory` is `--limit-memory`. */
function longOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
}
