import process from 'node:process';
import { lastLine } from '../../../base/primitives/lines.ts';
import { defined } from '../../../base/primitives/defined.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';

/** How long git may take, milliseconds: a checkout of a large repository on a slow disk. */
const timeLimitMs = 300_000;

/** What git said: its output where it ended well, else its complaint. */
export type GitAnswer =
  | { readonly isFine: true; readonly stdout: Buffer }
  | { readonly isFine: false; readonly message: string };

/**
 * Runs git in a folder.
 *
 * @throws SandboxError `environment` where there is no git
 */
export async function runGit(
  folder: string,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<GitAnswer> {
  const end = await runProgram({
    program: 'git',
    arguments: words,
    folder,
    // Messages in one language; no editor, no question for a password that nobody answers.
    env: { ...withoutGitVariables(), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' },
    timeLimitMs,
    ...defined({ signal }),
  });
  if (end.exitCode === 0) return { isFine: true, stdout: end.stdout };
  const said = lastLine(end.stderrTail);
  const ending = end.isTimedOut
    ? 'it took too long'
    : `it ended with ${end.exitCode ?? end.signal}`;
  return { isFine: false, message: said === '' ? ending : said };
}

/** The output of git as text without the line end. @throws SandboxError `input` with its complaint */
export async function gitText(
  folder: string,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  const answer = await runGit(folder, words, signal);
  if (answer.isFine) return answer.stdout.toString('utf8').replace(/\n$/, '');
  throw new SandboxError('input', `git ${words[0] ?? ''} in ${folder}: ${answer.message}`);
}

/** Inside a hook git names its own repository in the environment: ours is the one of the folder. */
function withoutGitVariables(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'].includes(name),
    ),
  );
}
