import { spawnSync } from 'node:child_process';
import { runCli } from '../../src/cli/program/run-cli.ts';
import { fakeIo } from '../cli/fake-io.ts';

/** A command of a page, with what the page shows below it. */
export interface ShownCommand {
  readonly line: string;
  readonly output: string;
}

/** A fenced block of a page that a test executes: commands, or a file that they need. */
export type ShownBlock =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'commands';
      /** The exit code of each command. */
      readonly exitCode: number;
      /** Whether it measures times, which a busy machine refuses. */
      readonly isTimed: boolean;
      readonly commands: readonly ShownCommand[];
    };

const fence = /(?:<!-- (file: \S+|timed|ends with \d) -->\n+)?```(\w+)\n([^]*?)\n```/gu;

/** The blocks of a page that are executed: those of `console`, and those that a comment makes a file. */
export function shownBlocks(page: string): readonly ShownBlock[] {
  return [...page.matchAll(fence)].flatMap(([, mark = '', language, text = '']): ShownBlock[] => {
    if (mark.startsWith('file: ')) return [{ kind: 'file', path: mark.slice(6), text }];
    if (language !== 'console') return [];
    return [
      {
        kind: 'commands',
        exitCode: mark.startsWith('ends with ') ? Number(mark.slice(10)) : 0,
        isTimed: mark === 'timed',
        commands: commandsOf(text),
      },
    ];
  });
}

function commandsOf(text: string): readonly ShownCommand[] {
  return text
    .split(/^\$ /mu)
    .slice(1)
    .map((part) => {
      const [line = '', ...output] = part.trimEnd().split('\n');
      return { line: line.split(/ {3,}#/u)[0]?.trim() ?? '', output: output.join('\n') };
    });
}

/** What became of a command: what it printed, and on failure its errors. */
export interface Performed {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Performs a command in a folder: mapswell in this process, a few known others by themselves. */
export async function perform(line: string, cwd: string): Promise<Performed> {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/gu)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
  if (words[0] === 'npx' && words[1] === 'mapswell') {
    const io = fakeIo(words.slice(2), { cwd });
    const exitCode = await runCli(io);
    return { exitCode, output: io.output.trimEnd(), errors: io.errors };
  }
  const [program = '', ...rest] = words;
  if (!['cat', 'ls'].includes(program))
    throw new Error(`expected a command that the test knows, got ${line}`);
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd, encoding: 'utf8' });
  return { exitCode: status ?? -1, output: stdout.trimEnd(), errors: stderr };
}

/**
 * Whether an output is what a page shows. `...` in a line stands for any text, a line of `...` for any
 * lines, and nothing else may differ. In a block about times a number stands for any number with its unit.
 */
export function isShown(shown: string, output: string, isTimed = false): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => (line.trim() === '...' ? '(?:.*\n)*?' : `${quoted(line, isTimed)}\n`))
    .join('');
  return new RegExp(`^${pattern}$`, 'u').test(`${output}\n`.replaceAll(/[ \t]+$/gmu, ''));
}

const figure = /\d[\d.,]*(?: (?:ns|us|ms|s|B|kB|MB|KiB|MiB)\b)?/gu;
const anyFigure = String.raw`\d[\d.,]*(?: (?:ns|us|ms|s|B|kB|MB|KiB|MiB)\b)?`;

function quoted(line: string, isTimed: boolean): string {
  return line
    .trimEnd()
    .split('...')
    .map((part) => (isTimed ? part.split(figure).map(escaped).join(anyFigure) : escaped(part)))
    .join('.*');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
