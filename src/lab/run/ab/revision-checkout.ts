import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { makeFolder } from '../../../base/primitives/make-folder.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { gitText, runGit } from '../git/run-git.ts';

/** A revision of a repository in a folder of its own. */
export interface RevisionCheckout {
  /** What the user called it, with the start of its commit: `main (1a2b3c4d)`. */
  readonly name: string;
  /** The folder of the checkout that the working folder is in the repository. */
  readonly folder: string;
  /** The checkout itself. */
  readonly root: string;
  remove(): Promise<void>;
}

const prefix = 'mapswell-ab-';

/**
 * Checks a revision out into a worktree in the folder for temporary files. The repository, its
 * branches and the folder that was started from stay as they are.
 *
 * @throws SandboxError `usage` where the folder is in no repository or the revision is unknown,
 *   `environment` where there is no git or the worktree cannot be made
 */
export async function checkOutRevision(
  folder: string,
  revision: string,
  signal: AbortSignal,
  onStep: (sentence: string) => void,
): Promise<RevisionCheckout> {
  const commit = await commitOf(folder, revision, signal);
  const repository = await gitText(folder, ['rev-parse', '--show-toplevel'], signal);
  const inside = await gitText(folder, ['rev-parse', '--show-prefix'], signal);
  for (const root of await removeAbandoned(repository))
    onStep(`removed ${root}, which an ab that was killed had left behind`);
  // The number of the process says later whether somebody still needs the worktree.
  const parent = realpathSync(mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`)));
  const root = join(parent, 'checkout');
  const remove = async (): Promise<void> => removeWorktree(repository, root);
  try {
    const words = ['worktree', 'add', '--detach', '--force', root, commit];
    // Hooks of the repository are for those who work in it.
    const answer = await runGit(repository, ['-c', 'core.hooksPath=/dev/null', ...words], signal);
    if (!answer.isFine)
      throw new SandboxError('environment', `cannot check out ${revision}: ${answer.message}`);
    const own = join(root, inside);
    // A folder without files of the revision is in no worktree; its absence is said by the loader.
    await makeFolder(own);
    return { name: `${revision} (${commit.slice(0, 8)})`, folder: own, root, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function commitOf(folder: string, revision: string, signal: AbortSignal): Promise<string> {
  const isRepository = await runGit(folder, ['rev-parse', '--git-dir'], signal);
  if (!isRepository.isFine)
    throw new SandboxError(
      'usage',
      `expected a folder, a configuration file or a git revision, got ${revision}: no such path, and ${folder} is in no git repository`,
    );
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await runGit(folder, words, signal);
  if (answer.isFine) return answer.stdout.toString('utf8').trim();
  signal.throwIfAborted();
  throw new SandboxError(
    'usage',
    `expected a folder, a configuration file or a git revision, got ${revision}: there is none of that name (a shallow clone has only its newest commits: fetch it first)`,
  );
}

/** Never fails: what is measured must not be lost because something could not be tidied up. */
async function removeWorktree(repository: string, root: string): Promise<void> {
  await runGit(repository, ['worktree', 'remove', '--force', '--force', root]).catch(
    () => undefined,
  );
  rmSync(dirname(root), { recursive: true, force: true, maxRetries: 3 });
  await runGit(repository, ['worktree', 'prune']).catch(() => undefined);
}

/** Removes the worktrees of runs that were killed outright; gives their folders. */
async function removeAbandoned(repository: string): Promise<readonly string[]> {
  const listed = await runGit(repository, ['worktree', 'list', '--porcelain']);
  if (!listed.isFine) return [];
  const roots = listed.stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []));
  const abandoned = roots.filter(isAbandoned);
  for (const root of abandoned) await removeWorktree(repository, root);
  return abandoned;
}

function isAbandoned(root: string): boolean {
  const name = basename(dirname(root));
  const pid = Number(/^mapswell-ab-(\d+)-/.exec(name)?.[1] ?? Number.NaN);
  if (!Number.isInteger(pid) || basename(root) !== 'checkout') return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
