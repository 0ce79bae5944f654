import { basename, dirname } from 'node:path';
import { isFolder, statInput } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { gitText, runGit } from './run-git.ts';

/** A file as one commit left it. */
export interface FileVersion {
  readonly commit: string;
  /** When it was committed, ISO 8601. */
  readonly at: string;
  readonly subject: string;
  readonly text: string;
}

/**
 * Every version of a file that the history of its repository holds, oldest first, also from before it
 * was renamed.
 *
 * @throws SandboxError `usage` where the file is in no repository or was never committed,
 *   `environment` where there is no git
 */
export async function fileHistory(
  path: string,
  signal?: AbortSignal,
): Promise<readonly FileVersion[]> {
  if (statInput(path) === null)
    throw new SandboxError('input', `cannot read ${path}: there is no such file`);
  const folder = isFolder(path) ? path : dirname(path);
  const format = '--format=%x00%H%x09%cI%x09%s';
  const words = ['log', '--follow', '--name-only', '--diff-filter=AMR', format, '--'];
  const log = await runGit(folder, [...words, basename(path)], signal);
  if (!log.isFine)
    throw new SandboxError('usage', `expected ${path} to be in a git repository: ${log.message}`);
  const entries = log.stdout.toString('utf8').split('\0').slice(1).map(entryOf).toReversed();
  if (entries.length === 0)
    throw new SandboxError('usage', `expected ${path} to be in a commit, found none that has it`);
  const versions: FileVersion[] = [];
  for (const { name, ...entry } of entries) {
    const text = await gitText(folder, ['show', `${entry.commit}:${name}`], signal);
    versions.push({ ...entry, text });
  }
  return versions;
}

/** A line of three fields, an empty one, and the path from the top of the repository. */
function entryOf(text: string): Omit<FileVersion, 'text'> & { readonly name: string } {
  const [head = '', , name = ''] = text.split('\n');
  const [commit = '', at = '', ...subject] = head.split('\t');
  return { commit, at, subject: subject.join('\t'), name };
}
