import { existsSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { isFolder, readInputText } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ResolvedContract } from '../../live/contract/document/resolve-contract.ts';
import { requireContract, usualContract } from './open-contract.ts';

/**
 * The contract that a word means: a file, a folder with the usual file in it, or a git revision in which
 * the usual file of this folder is read.
 *
 * @throws SandboxError `usage` for a word that is none of them, `config` for what is no contract
 */
export async function contractAt(
  place: string,
  cwd: string,
  signal: AbortSignal,
): Promise<ResolvedContract> {
  const path = resolve(cwd, place);
  if (existsSync(path)) {
    const file = isFolder(path) ? join(path, usualContract) : path;
    return (await requireContract(file, cwd)).contract;
  }
  return await contractOfRevision(place, usualContract, cwd, signal);
}

/** The contract in a file as it was in a revision, with the schemas beside it as they were. */
export async function contractOfRevision(
  revision: string,
  file: string,
  cwd: string,
  signal: AbortSignal,
): Promise<ResolvedContract> {
  const [{ gitText, runGit }, { parseContract }, { resolveContract }] = await Promise.all([
    import('../../lab/run/git/run-git.ts'),
    import('../../live/contract/document/contract-file.ts'),
    import('../../live/contract/document/resolve-contract.ts'),
  ]);
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await runGit(cwd, words, signal);
  signal.throwIfAborted();
  if (!answer.isFine)
    throw new SandboxError(
      'usage',
      `expected a contract, a folder or a git revision, got ${revision}: no such path, and no such revision here`,
    );
  const commit = answer.stdout.toString('utf8').trim();
  const textAt = async (path: string): Promise<string> => {
    const inside = relative(cwd, path).split(sep).join(posix.sep);
    // Of a path that begins with a dot git takes the folder that it runs in.
    return await gitText(cwd, ['show', `${commit}:./${inside}`], signal);
  };
  const full = resolve(cwd, file);
  const text = await textAt(full);
  const parsed = parseContract(text, `${revision}:${file}`);
  const beside = new Map<string, string>();
  for (const schema of [parsed.contract.debug?.schema, parsed.contract.events?.schema])
    if (typeof schema === 'string')
      beside.set(schema, await textAt(resolve(dirname(full), schema)));
  return resolveContract(parsed, (path) => beside.get(path) ?? readInputText(path));
}
